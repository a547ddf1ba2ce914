import type { Inventory } from "../inventory/inventory.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite, type Prepared } from "./site.ts";

/** Site saturn, the house: nodes and services only. */
export function saturn(inventory: Inventory, prepared?: Prepared): object {
  const { nodes } = createSite(inventory, "saturn", prepared);
  return { memory: memoryOutput(nodes) };
}
