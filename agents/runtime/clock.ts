import { readFileSync } from "node:fs";

/** The times an agent works with; a test puts its own in. */
export interface Clock {
  /** Wall clock, in milliseconds since 1970. It may jump. */
  readonly now: () => number;
  /** Milliseconds since the boot of the node's kernel. It only goes forward. */
  readonly mono: () => number;
}

/** The machine's own clocks; /proc/uptime is the node's, also inside a container. */
export const machineClock: Clock = {
  now: () => Date.now(),
  mono: () => Math.round(Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1000),
};

/** The id of this boot of the node's kernel; empty where there is none to read. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
