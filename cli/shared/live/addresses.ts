import type { NodeAddress } from "../../../provider/transport/connection.ts";
import { addressOf, fieldsOf, topologyNodes } from "../../../provider/transport/topology.ts";
import type { NodeFacts } from "../../../src/inventory/inventory.ts";

/** Where a node of the inventory is reached. */
export function addressOfFacts({ name, topology: { address, connection } }: NodeFacts): NodeAddress {
  return connection.kind === "local"
    ? { kind: "local", node: name, socket: connection.socket }
    : { kind: "ssh", node: name, host: address, user: connection.user, port: connection.port };
}

/**
 * Where the nodes of a site are reached, in the order of the topology; only `inventory/topology.yaml` is read and only what
 * is needed of it is looked at, as the provider does, so that a problem elsewhere in git keeps nobody from looking at a node.
 * @param root the checkout
 * @throws Error when the file cannot be read or a connection makes no sense
 */
export async function addressesOfSite(site: string, root: string): Promise<NodeAddress[]> {
  const nodes = Object.entries(await topologyNodes(root));
  const names = nodes.flatMap(([name, node]) => (fieldsOf(node)?.["site"] === site ? [name] : []));
  return Promise.all(names.map((name) => addressOf(name, root)));
}
