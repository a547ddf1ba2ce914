import { renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { machineClock, type Clock } from "./clock.ts";
import { reasonOf, type Log } from "./log.ts";

export interface Rounds {
  /** Seconds from the start of one round to the start of the next. */
  readonly seconds: number;
  /** One round. A failure is logged and ends this round only. */
  readonly round: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  /** Ends the rounds. */
  readonly signal: AbortSignal;
  /** The file that `check` reads. @default /tmp/heartbeat */
  readonly heartbeat?: string;
  readonly clock?: Clock;
}

/** How many rounds a heartbeat is good for. */
const GOOD_FOR_ROUNDS = 3;

/**
 * Runs rounds one after the other until the signal. A round that takes longer than its interval skips the next ones instead of queueing
 * them. After each round that did not fail the heartbeat is written: the container's check fails when it is older than three rounds.
 */
export async function runRounds({
  seconds,
  round,
  log,
  signal,
  heartbeat = "/tmp/heartbeat",
  clock = machineClock,
}: Rounds): Promise<void> {
  while (!signal.aborted) {
    const began = clock.mono();
    try {
      await round(signal);
      writeHeartbeat(heartbeat, clock, seconds * GOOD_FOR_ROUNDS);
    } catch (error) {
      log("error", "a round failed", { reason: reasonOf(error) });
    }
    const left = seconds * 1000 - ((clock.mono() - began) % (seconds * 1000));
    await sleep(left, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * `<uptime of the node in seconds> <seconds it is good for>`, beside and renamed, so that a check never reads half of it. The node's uptime,
 * since the wall clock of an edge node jumps.
 */
function writeHeartbeat(file: string, clock: Clock, goodFor: number): void {
  writeFileSync(`${file}.new`, `${Math.floor(clock.mono() / 1000)} ${goodFor}\n`);
  renameSync(`${file}.new`, file);
}
