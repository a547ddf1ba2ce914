import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs a piece of work while no other process does the same; others wait for it.
 * A lock whose process is gone (a Ctrl-C in the middle of a build) is taken over.
 * @param folder the lock itself, a folder that exists only meanwhile; its parent must exist.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  while (!tryLock(folder)) await sleep(500);
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tryLock(folder: string): boolean {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!ownerIsAlive(folder)) rmSync(folder, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(folder, "pid"), String(process.pid));
  return true;
}

function ownerIsAlive(folder: string): boolean {
  let owner: number;
  try {
    owner = Number(readFileSync(join(folder, "pid"), "utf8"));
  } catch {
    // The owner has made the folder and not yet written its number: that takes microseconds.
    return true;
  }
  if (!Number.isInteger(owner) || owner <= 0) return true;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
