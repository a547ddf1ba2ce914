import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What an earlier run kept in a file; undefined when it is not there, or cut off by a full disk: then it is made anew. */
export function readKept(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Keeps something for the next run, as JSON. Written beside and renamed, so that a run that is killed leaves no half of it.
 * A folder that cannot be written to (a read-only checkout) keeps nothing: whatever is kept can be made again.
 */
export function keep(path: string, content: unknown): void {
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, JSON.stringify(content));
    renameSync(beside, path);
  } catch {
    // What was read is right without it.
  }
}
