import type { Memory } from "./capabilities.ts";

/** The bound for the sum of all limits on a node, in MiB: the stated budget, else total − reserve. */
export function budgetMib(of: Memory): number {
  return of.budget_mib ?? of.total_mib - of.reserve_mib;
}
