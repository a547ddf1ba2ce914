import type { Inventory } from "../inventory/inventory.ts";
import { createGuests } from "./guests.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite, type Prepared } from "./site.ts";

/** Site chelsty, the cottage: nodes and services, and the machines that one of the nodes runs for another. */
export function chelsty(inventory: Inventory, prepared?: Prepared): object {
  const site = createSite(inventory, "chelsty", prepared);
  createGuests(inventory, "chelsty", site);
  return { memory: memoryOutput(site.nodes) };
}
