import type { TopologyNode } from "../inventory/schema/index.ts";

/**
 * Where the Docker provider finds a node's engine. The name is the one of the mesh, as in the person's own `ssh <node>`, so
 * that one entry of `~/.ssh/config` and `known_hosts` serves both.
 */
export function dockerAddress({ address, connection }: TopologyNode): string {
  return connection.kind === "ssh" ? `ssh://${connection.user}@${address}:${connection.port}` : `unix://${connection.socket}`;
}
