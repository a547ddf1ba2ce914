import { Provider as ProxmoxProvider } from "@muhlba91/pulumi-proxmoxve/provider.js";

import type { Node } from "../components/node.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { nodesOf, type Inventory, type NodeFacts } from "../model/inventory.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite } from "./site.ts";

/** Site chelsty, the cottage: nodes and services, and the machines that one of the nodes runs for another. */
export function chelsty(inventory: Inventory): object {
  const { nodes } = createSite(inventory, "chelsty");
  const guests = Map.groupBy(
    nodesOf(inventory, "chelsty").filter(({ capabilities }) => capabilities.guest !== undefined),
    ({ capabilities }) => capabilities.guest?.hypervisor ?? "",
  );
  for (const [name, machines] of guests) {
    const hypervisor = nodes.get(name);
    if (hypervisor !== undefined) createGuests(hypervisor, machines);
  }
  return { memory: memoryOutput(nodes) };
}

/**
 * The machines of one hypervisor. Nothing on a guest depends on its machine although it runs in it: the two are nodes of their
 * own. With the hypervisor's API out of reach the guest can still be deployed, and an operation that leaves the hypervisor out
 * leaves no dependency behind that is in nobody's state.
 */
function createGuests(hypervisor: Node, guests: readonly NodeFacts[]): void {
  const { name, capabilities } = hypervisor.facts;
  // No child of the hypervisor, for the same reason as a node's Docker provider. The token comes from PROXMOX_VE_API_TOKEN in
  // the environment of the plugin and is no input, so it is never in the state.
  const endpoint = capabilities.hypervisor?.endpoint;
  const proxmox = new ProxmoxProvider(`${name}/proxmox`, endpoint === undefined ? {} : { endpoint });
  for (const guest of guests) {
    new VirtualMachine(`${name}/vm/${guest.name}`, { guest, hypervisor: hypervisor.facts, proxmox }, { parent: hypervisor });
  }
}
