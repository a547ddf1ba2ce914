import type { Connection } from "./schema/index.ts";

/** Whose a folder of the layout is, and its permissions in octal. */
export interface FolderFacts {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** The folders of `/opt/homelab` that are open to every reader on the node. */
const open = ["data", "logs", "state", "events", "world", "actions", "services"];

/** Holds the `.env` files, so nobody but its owner may even list it. */
const closed = ["config"];

/**
 * The tree below `/opt/homelab`, which is the same on every node. It belongs to the account that deploys: files are placed
 * and events are appended without root.
 */
export function layoutFolders(connection: Connection): Record<string, FolderFacts> {
  const owner = connection.kind === "ssh" ? connection.user : "root";
  const folders = (names: readonly string[], mode: string) =>
    Object.fromEntries(names.map((name) => [name, { owner, group: owner, mode }]));
  return { ...folders(open, "0755"), ...folders(closed, "0700") };
}
