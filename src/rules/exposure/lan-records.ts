import { isIPv4 } from "node:net";

import type { Problem } from "../../../compose/problem.ts";
import { undecided } from "../parts.ts";
import { isUnknown, type Unknown } from "../unknown.ts";

/** A record on a site's own DNS server. */
export interface LanRecordFacts {
  readonly name: string | Unknown;
  readonly value: string | Unknown;
  /** The class of the service that it is for; undefined when nothing says so. */
  readonly exposure: string | undefined;
}

/**
 * Only what is for its own network has a name there, and the name points into it: an address of the internet in a local zone
 * sends what people believe to be at home to somewhere else.
 */
export function lanRecords(records: readonly LanRecordFacts[]): Problem[] {
  return records.flatMap(({ name, value, exposure }): Problem[] => {
    if (isUnknown(name)) return [undecided("name", "the name of a local DNS record")];
    if (isUnknown(value)) return [undecided(name, `where ${name} points`)];
    const outside: Problem[] =
      isIPv4(value) && !isLocal(value)
        ? [
            {
              path: name,
              message: `the local name ${name} points at ${value}, an address of the internet`,
              allowed: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10",
              fix: "point it at the guest's address",
            },
          ]
        : [];
    if (exposure === "lan") return outside;
    const message =
      exposure === undefined
        ? `the local name ${name} belongs to no service`
        : `the local name ${name} is for a service whose exposure is ${exposure}`;
    return [
      ...outside,
      {
        path: name,
        message,
        allowed: "names of services of the class lan",
        fix: "name it under names of the service in guests.yaml, or remove it",
      },
    ];
  });
}

function isLocal(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128);
}
