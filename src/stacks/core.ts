import type { Inventory } from "../model/inventory.ts";
import { createGuests } from "./guests.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite } from "./site.ts";

/** Site core, a Proxmox VE host: its guests, and the names under which their services are found on its network. */
export function core(inventory: Inventory): object {
  const site = createSite(inventory, "core");
  createGuests(inventory, "core", site);
  return { memory: memoryOutput(site.nodes) };
}
