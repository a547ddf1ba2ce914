import type { Inventory } from "../inventory/inventory.ts";
import { createGuests } from "./guests.ts";
import { createLanNames } from "./lan-names.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite, type Prepared } from "./site.ts";

/** Site core, a Proxmox VE host: its guests, and the names under which their services are found on its network. */
export function core(inventory: Inventory, prepared?: Prepared): object {
  const site = createSite(inventory, "core", prepared);
  const guests = createGuests(inventory, "core", site);
  const names = createLanNames(inventory, "core", guests);
  return { memory: memoryOutput(site.nodes), names: names.map(({ record }) => record.name) };
}
