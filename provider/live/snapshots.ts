import type { Connections } from "../transport/connections.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { NodeSnapshot, SnapshotOptions } from "./snapshot.ts";

/** One snapshot a node a run, shared by every read; also the failure to get one, so that a dead node is tried once. */
export class Snapshots {
  readonly #connections: Pick<Connections, "to">;
  readonly #options: SnapshotOptions;
  readonly #taken = new Map<string, Promise<NodeSnapshot>>();

  constructor(connections: Pick<Connections, "to">, options: SnapshotOptions = {}) {
    this.#connections = connections;
    this.#options = options;
  }

  /** The snapshot of a node. Throws what {@link takeSnapshot} throws, the same again for every read of that node. */
  of(node: string): Promise<NodeSnapshot> {
    let taken = this.#taken.get(node);
    if (taken === undefined) {
      taken = this.#connections.to(node).then((connection) => takeSnapshot(connection, this.#options));
      // Whoever asked gets the failure; this keeps it from ending the process when nobody waits any more.
      taken.catch(() => undefined);
      this.#taken.set(node, taken);
    }
    return taken;
  }

  /** Forgets a node, after something on it was changed: the next read looks again. */
  forget(node: string): void {
    this.#taken.delete(node);
  }
}
