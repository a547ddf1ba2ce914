import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * So many modules are those of many checkouts. Node keeps what it has compiled by the path of the source, and never throws
 * anything away: every checkout that once was, a review's for example, leaves hundreds of files behind.
 */
const MOST = 10_000;

/**
 * Empties the cache of compiled code where it has grown beyond reason; what is needed comes back with the next run.
 * @param folder with a folder for each version of Node
 */
export function pruneCompileCache(folder: string, most: number = MOST): void {
  for (const version of namesIn(folder)) {
    const path = join(folder, version);
    // Others may be writing into it: what they put there meanwhile is theirs to lose.
    if (namesIn(path).length > most) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
