import { readdirSync, readFileSync } from "node:fs";

/** By this variable the processes of one rendering are known, and whatever they started. */
export const MARK = "HOMELAB_REVIEW_RENDERING";

/**
 * Ends what a rendering left running: a program may start something that outlives it and waits for the file of the review to be
 * written. What took the mark out of its environment is not found; that is why a stranger's program is rendered in a job of its own.
 * Elsewhere than on Linux nothing is found.
 *
 * @returns how many processes were ended
 */
export function endLeftovers(mark: string): number {
  let ended = 0;
  // One that is being ended may have started another one.
  for (let found = marked(mark); found.length > 0 && ended < 10_000; found = marked(mark)) {
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
        ended++;
      } catch {
        // It has ended by itself.
      }
    }
  }
  return ended;
}

function marked(mark: string): number[] {
  return processes().filter((pid) => {
    try {
      if (/^State:\tZ/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"))) return false;
      return readFileSync(`/proc/${String(pid)}/environ`, "utf8")
        .split("\0")
        .includes(`${MARK}=${mark}`);
    } catch {
      return false;
    }
  });
}

function processes(): number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) && Number(name) !== process.pid ? [Number(name)] : []));
  } catch {
    return [];
  }
}
