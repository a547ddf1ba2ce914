import type { InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";

/** A check across files: what it is given is read already, and it says everything that does not fit together. */
export type Check = (parts: InventoryParts) => Problem[];

const checks: readonly Check[] = [];

/** Every check across files. */
export function checkInventory(parts: InventoryParts): Problem[] {
  return checks.flatMap((check) => check(parts));
}
