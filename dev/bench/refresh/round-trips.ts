import { takeSnapshot } from "../../../provider/docker/index.ts";
import { connect } from "../../../provider/transport/index.ts";
import { Relay } from "../../../tests/support/sshd.ts";
import type { RefreshSite } from "./site.ts";

/** How much longer a round trip takes through the slow relay, in milliseconds. */
export const ROUND_TRIP_MS = 60;

/** What reading a node over ssh costs a link that is far away. */
export interface RoundTrips {
  /** A read on an open connection: what the delay adds, in round trips. */
  readonly read: number;
  /** How often the direction of the data turned in that read, halved: an upper bound, window updates included. */
  readonly turns: number;
  /** With the login before it. */
  readonly withLogin: number;
}

/** Reads the node over a near and a far link, several times in turn; the fastest of each is compared. */
export async function roundTrips(site: RefreshSite, times: number): Promise<RoundTrips> {
  const [near, far] = await Promise.all([Relay.start(site.sshd.port, 0), Relay.start(site.sshd.port, ROUND_TRIP_MS / 2)]);
  try {
    const samples = { near: [] as Sample[], far: [] as Sample[] };
    for (let time = 0; time < times; time++) {
      samples.near.push(await sample(site, near));
      samples.far.push(await sample(site, far));
    }
    const fastest = (of: readonly Sample[], what: keyof Sample): number => Math.min(...of.map((one) => one[what]));
    return {
      read: (fastest(samples.far, "read") - fastest(samples.near, "read")) / ROUND_TRIP_MS,
      turns: fastest(samples.far, "turns") / 2,
      withLogin: (fastest(samples.far, "whole") - fastest(samples.near, "whole")) / ROUND_TRIP_MS,
    };
  } finally {
    await Promise.all([near.close(), far.close()]);
  }
}

interface Sample {
  readonly read: number;
  readonly whole: number;
  readonly turns: number;
}

async function sample(site: RefreshSite, relay: Relay): Promise<Sample> {
  const address = { kind: "ssh", node: "BENCH", host: "127.0.0.1", user: "root", port: relay.port } as const;
  const whole = await timed(address, site, 0, relay);
  const open = await timed(address, site, 1, relay);
  return { whole: whole.ms, read: open.ms, turns: open.turns };
}

async function timed(
  address: Parameters<typeof connect>[0],
  site: RefreshSite,
  commandsBefore: 0 | 1,
  relay: Relay,
): Promise<{ ms: number; turns: number }> {
  const connection = connect(address, { config: site.sshd.config });
  try {
    if (commandsBefore === 1) await connection.run(["true"]);
    const turns = relay.turns;
    const start = performance.now();
    const { engine } = await takeSnapshot(connection);
    const ms = performance.now() - start;
    if (engine.containers.length === 0) throw new Error("the snapshot over ssh holds no container");
    return { ms, turns: relay.turns - turns };
  } finally {
    await connection.close();
  }
}
