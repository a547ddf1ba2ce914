import { NodeQueues } from "./apply/queue.ts";
import type { ApplyContext } from "./apply/context.ts";
import { Snapshots } from "./live/snapshots.ts";
import { Connections } from "./transport/connections.ts";

/** The ways to the nodes, for as long as the provider runs: reads and changes share one connection and one snapshot a node. */
export type Nodes = Omit<ApplyContext, "say"> & { readonly connections: Connections; readonly snapshots: Snapshots };

let nodes: Nodes | undefined;

/** Made when the first node is needed; a preview without refresh never gets here. */
export function theNodes(): Nodes {
  const connections = nodes?.connections ?? new Connections();
  nodes ??= { connections, snapshots: new Snapshots(connections), queues: new NodeQueues() };
  return nodes;
}
