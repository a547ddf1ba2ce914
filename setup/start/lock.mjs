import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Waits until no other living process of this machine holds the lock file, then holds it.
 * A lock whose process is gone (Ctrl-C, a crash) is taken over.
 *
 * @param {string} path the lock file; its folder is made
 * @param {(pid: number) => void} [waiting] told once, when somebody else holds it
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeLock(path, waiting) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = readPid(path);
    if (holder === undefined) continue;
    if (alive(holder)) {
      if (!told) waiting?.(holder);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    } else {
      discard(path, holder);
    }
  }
}

/** Moved away first and looked at again: of two that find the same dead lock, one must not remove the other's new one. */
function discard(path, holder) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readPid(aside) === holder) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function readPid(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Whether a process of this machine runs, whoever it belongs to.
 *
 * @param {number} pid
 * @returns {boolean}
 */
export function alive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
