import { closeSync, openSync } from "node:fs";

/** Whether this process has a terminal, which sends its Ctrl-C to the whole process group. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
