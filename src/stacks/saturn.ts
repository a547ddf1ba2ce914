import type { Inventory } from "../model/inventory.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite } from "./site.ts";

/** Site saturn, the house: nodes and services only. */
export function saturn(inventory: Inventory): object {
  const { nodes } = createSite(inventory, "saturn");
  return { memory: memoryOutput(nodes) };
}
