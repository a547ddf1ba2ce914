import type { Problem } from "../../../compose/problem.ts";
import { undecided } from "../parts.ts";
import { isUnknown, type Unknown } from "../unknown.ts";

/** A DNS record that a stack makes, on the internet or on a site's own network. */
export interface BoundedRecord {
  readonly name: string | Unknown;
  /** In seconds; Cloudflare's 1 means "as you think best". */
  readonly ttl: number | Unknown | undefined;
  /** Is it in the public zone? */
  readonly public: boolean;
}

export interface RecordBounds {
  /** The shortest time others may remember an answer, in seconds. @default 60 */
  readonly least?: number;
  /** The longest, in seconds. @default 86400 */
  readonly most?: number;
}

/** Cloudflare's word for a time that it chooses. */
const automatic = 1;

/**
 * No record answers for names that nobody declared, and none is remembered so long that a move takes days or so short that every
 * click asks again.
 */
export function recordBounds(records: readonly BoundedRecord[], { least = 60, most = 86_400 }: RecordBounds = {}): Problem[] {
  return records.flatMap((record): Problem[] => {
    if (isUnknown(record.name)) return [undecided("name", "the name of a DNS record")];
    const { name, ttl } = record;
    const wildcard: Problem[] = name.split(".").includes("*")
      ? [
          {
            path: name,
            message: `the DNS record ${name} answers for every name below it`,
            allowed: "one record a name",
            fix: "name what is meant",
          },
        ]
      : [];
    if (isUnknown(ttl)) return [...wildcard, undecided(name, `how long answers for ${name} are remembered`)];
    if (ttl === undefined || (record.public && ttl === automatic) || (ttl >= least && ttl <= most)) return wildcard;
    return [
      ...wildcard,
      {
        path: name,
        message: `answers for ${name} are remembered for ${ttl} s`,
        allowed: `${least} to ${most} s${record.public ? ", or 1 for Cloudflare's choice" : ""}`,
        fix: "change its ttl",
      },
    ];
  });
}
