import type { MemoryTable, ProjectFacts } from "../../src/rules/index.ts";
import { budgetOfInputs, memoryTable, projectFactsOfInputs } from "../../src/rules/index.ts";
import type { PlannedResource } from "./plan.ts";

/** The memory of every node in the plan, by the nodes' names, added up by the rule that the policies use too. */
export function memoryTables(resources: readonly PlannedResource[]): MemoryTable[] {
  const staying = resources.filter(({ operation }) => operation !== "delete");
  const budgets = staying
    .filter(({ type }) => type === "homelab:node:Layout")
    .map(({ inputs }) => budgetOfInputs(inputs))
    .filter((budget) => budget !== undefined)
    // The engine sees the nodes in another order every time.
    .sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0));
  const projects = new Map<string, ProjectFacts[]>();
  for (const { type, inputs } of staying) {
    const facts = type === "homelab:compose:Project" ? projectFactsOfInputs(inputs) : undefined;
    if (facts === undefined) continue;
    projects.set(facts.node, [...(projects.get(facts.node) ?? []), facts]);
  }
  return budgets.map(({ node, budgetMib }) => memoryTable({ node, budgetMib, projects: projects.get(node) ?? [] }));
}
