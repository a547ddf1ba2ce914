import { hostname, userInfo } from "node:os";

import type { Snapshots } from "../docker/snapshots.ts";
import type { Connections } from "../transport/connections.ts";
import type { NodeQueues } from "./queue.ts";

/** What every change of a node works with; one for as long as the provider runs. */
export interface ApplyContext {
  readonly connections: Pick<Connections, "to">;
  readonly snapshots: Pick<Snapshots, "of" | "forget">;
  readonly queues: NodeQueues;
  /** Takes sentences for the person who waits; they hold no secret. */
  readonly say: (sentence: string) => void;
  /** The checkout whose `hosts/` says which Compose a node has. @default the one this provider belongs to */
  readonly checkout?: string;
  /** How long a run waits on the node for another one's lock, in seconds. @default 120, or HOMELAB_LOCK_SECONDS */
  readonly lockSeconds?: number;
}

/** The bound on waiting for a node's lock, in seconds. */
export function lockSeconds({ lockSeconds: given }: ApplyContext): number {
  const fromEnvironment = Number(process.env["HOMELAB_LOCK_SECONDS"]);
  return given ?? (Number.isInteger(fromEnvironment) && fromEnvironment > 0 ? fromEnvironment : 120);
}

/** Who is at work, for the lock and the record: `anna@saturn, process 4711`. */
export function whoami(): string {
  let user;
  try {
    user = userInfo().username;
  } catch {
    // An account without a name.
    user = String(process.getuid?.() ?? "somebody");
  }
  return `${user}@${hostname()}, process ${process.pid}`.replace(/[^\x20-\x7e]/g, "?");
}
