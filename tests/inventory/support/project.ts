import type { NodeMemoryFacts, ProjectFacts } from "../../../src/rules/index.ts";

/** One project with these Compose services, on the VPS unless another node is given. */
export function project(service: string, services: unknown, node = "VPS"): ProjectFacts {
  return { node, service, document: { name: service, services } };
}

/** A node with a budget and one project a service, whose only container has this limit. */
export function nodeWith(budgetMib: NodeMemoryFacts["budgetMib"], limits: Readonly<Record<string, unknown>>): NodeMemoryFacts {
  return {
    node: "VPS",
    budgetMib,
    projects: Object.entries(limits).map(([service, limit]) =>
      project(service, { [service]: limit === undefined ? {} : { mem_limit: limit } }),
    ),
  };
}

export const mib = 1024 * 1024;
