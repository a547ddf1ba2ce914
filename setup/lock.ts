import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";

/**
 * Waits until nobody else holds the lock, then holds it. A holder that has ended without giving it back no longer renews it, and
 * after half a minute it is taken over.
 * @param path what is locked; `<path>.lock` is there while somebody holds it, and its folder is made
 * @param waiting told once, when somebody else holds it
 * @returns gives the lock back
 */
export async function takeLock(path: string, waiting: () => void = () => undefined): Promise<() => Promise<void>> {
  mkdirSync(dirname(path), { recursive: true });
  const options = { realpath: false, stale: 30_000 };
  try {
    return await lock(path, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
    waiting();
    return lock(path, { ...options, retries: { forever: true, factor: 1, minTimeout: 200, maxTimeout: 200 } });
  }
}

/** Runs a piece of work while no other process does the same; others wait for it. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await takeLock(path);
  try {
    return await work();
  } finally {
    await release();
  }
}
