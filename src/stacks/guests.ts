import { Container } from "../components/container.ts";
import { Hypervisor } from "../components/hypervisor.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { guestsOf, nodesOf, type Inventory } from "../inventory/inventory.ts";
import type { Site } from "./site.ts";

/** What one hypervisor of a site runs. */
export interface Guests {
  readonly hypervisor: Hypervisor;
  readonly guests: readonly (Container | VirtualMachine)[];
}

/**
 * The guests of every hypervisor of a site. Nothing on a guest depends on its machine although it runs in it: the two are nodes
 * of their own. With the hypervisor's API out of reach the guest can still be deployed, and an operation that leaves the
 * hypervisor out leaves no dependency behind that is in nobody's state.
 */
export function createGuests(inventory: Inventory, name: string, { nodes, homelab }: Site): Guests[] {
  return nodesOf(inventory, name)
    .filter((facts) => facts.guests !== undefined)
    .map((facts) => {
      const parent = nodes.get(facts.name);
      const hypervisor = new Hypervisor(
        `${facts.name}/hypervisor`,
        { facts },
        { providers: [homelab], ...(parent === undefined ? {} : { parent }) },
      );
      const guests = guestsOf(facts).map(({ name: key, guest }) => {
        const adopt = facts.imports?.guests[key];
        const args = { key, hypervisor, ...(adopt === undefined ? {} : { adopt }) };
        // Before there were hypervisors, a machine was a child of its hypervisor's node.
        const options = parent === undefined ? {} : { aliases: [{ parent }] };
        return guest.kind === "vm" ? new VirtualMachine({ ...args, guest }, options) : new Container({ ...args, guest }, options);
      });
      return { hypervisor, guests };
    });
}
