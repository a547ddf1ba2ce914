import type { TopologyNode } from "../inventory/schema/index.ts";

/** Where the Docker provider finds an engine. */
export interface DockerAddress {
  readonly host: string;
  readonly sshOpts?: readonly string[];
}

/**
 * Where the Docker provider finds a node's engine. The state remembers it, and a refresh uses what the state remembers: so it is a
 * name that no change of an address, an account or a port changes. What the name means today is in the file that the
 * commands write before every run (`provider/transport/ssh-config.ts`), so that the provider takes the connection of everything else.
 */
export function dockerAddress(node: string, { connection }: Pick<TopologyNode, "connection">): DockerAddress {
  if (connection.kind === "local") return { host: `unix://${connection.socket}` };
  return { host: `ssh://${node.toLowerCase()}.node`, sshOpts: ["-F", ".homelab/ssh/config"] };
}
