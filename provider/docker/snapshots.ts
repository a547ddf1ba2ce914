import type { Connections } from "../transport/connections.ts";
import { LAYOUT_ROOT, takeSnapshot } from "./snapshot.ts";
import type { NodeSnapshot, SnapshotOptions } from "./snapshot.ts";

/** One snapshot a node a run, shared by every read; also the failure to get one, so that a dead node is tried once. */
export class Snapshots {
  readonly #connections: Pick<Connections, "to">;
  readonly #options: SnapshotOptions;
  /** By node, then by the root of the layout. */
  readonly #taken = new Map<string, Map<string, Promise<NodeSnapshot>>>();

  constructor(connections: Pick<Connections, "to">, options: SnapshotOptions = {}) {
    this.#connections = connections;
    this.#options = options;
  }

  /**
   * The snapshot of a node. Throws what {@link takeSnapshot} throws, the same again for every read of that node.
   * @param root of the layout, @default that of the options, or `/opt/homelab`
   */
  of(node: string, root: string = this.#options.root ?? LAYOUT_ROOT): Promise<NodeSnapshot> {
    let roots = this.#taken.get(node);
    if (roots === undefined) {
      roots = new Map<string, Promise<NodeSnapshot>>();
      this.#taken.set(node, roots);
    }
    let taken = roots.get(root);
    if (taken === undefined) {
      taken = this.#connections.to(node).then((connection) => takeSnapshot(connection, { ...this.#options, root }));
      // Whoever asked gets the failure; this keeps it from ending the process when nobody waits any more.
      taken.catch(() => undefined);
      roots.set(root, taken);
    }
    return taken;
  }

  /** Forgets a node, after something on it was changed: the next read looks again. */
  forget(node: string): void {
    this.#taken.delete(node);
  }
}
