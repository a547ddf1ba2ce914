import { readdirSync } from "node:fs";
import path from "node:path";

/** One file of the store: what one node reported on one day. */
export interface DayFile {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string;
  readonly node: string;
  readonly file: string;
}

/** A day of the store, in UTC. */
export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A node's name: it is written in capitals, and it is the name of a folder. */
export const NODE = /^[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?$/;

/** `<root>/<day>/<node>/events.jsonl`, as seed 000 lays the store out. */
export function dayFile(root: string, day: string, node: string): DayFile {
  if (!DAY.test(day) || !NODE.test(node)) throw new Error(`${JSON.stringify(`${day}/${node}`)} is no place in the event store`);
  return { day, node, file: path.join(root, day, node, "events.jsonl") };
}

/**
 * The files of the store, oldest day first. What has another name is not the store's and is passed over.
 * @param node Only this node's. @default every node's
 * @throws the file system's error when the store itself cannot be read; a store that does not exist yet is empty
 */
export function dayFiles(root: string, node?: string): DayFile[] {
  return namesIn(root, DAY).flatMap((day) =>
    (node === undefined ? namesIn(path.join(root, day), NODE) : [node]).map((name) => dayFile(root, day, name)),
  );
}

function namesIn(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && pattern.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
