import { NodeQueues } from "./deploy/queue.ts";
import type { ApplyContext } from "./deploy/context.ts";
import { Snapshots } from "./docker/snapshots.ts";
import { Connections } from "./transport/connections.ts";

/** The ways to the nodes, for as long as the provider runs: reads and changes share one connection and one snapshot a node. */
export type Nodes = Omit<ApplyContext, "say"> & { readonly connections: Connections; readonly snapshots: Snapshots };

/** An import holds the process up. */
const SOON_MS = 30;

let nodes: Nodes | undefined;

/** Those of this process, made when the first node is needed; a preview without refresh never gets here. */
export function theNodes(): Nodes {
  return (nodes ??= newNodes());
}

/** New ways, on which nothing is open yet. Whoever makes them closes their `connections`. */
export function newNodes(): Nodes {
  const connections = new Connections();
  return { connections, snapshots: new Snapshots(connections), queues: new NodeQueues() };
}

/**
 * Begins to read nodes before the engine asks for them, and loads what a read needs meanwhile. What goes wrong is told to whoever
 * reads the node then, since a node is read once.
 */
export function readAhead({ snapshots }: Pick<Nodes, "snapshots">, names: readonly string[]): void {
  for (const name of names) void snapshots.of(name);
  // While the nodes answer, and after whatever else is about to be started here.
  setTimeout(
    () =>
      void Promise.allSettled([
        import("./docker/read.ts"),
        import("./docker/patch.ts"),
        import("./kinds/project/read.ts"),
        import("./kinds/layout/read.ts"),
      ]),
    SOON_MS,
  ).unref();
}
