import type { Problem } from "../../compose/problem.ts";
import { budgetOfInputs, memoryBudget as rule } from "../../src/rules/index.ts";
import type { NodeProjects } from "../../src/rules/node-facts.ts";
import { sitePolicy } from "../house-policy.ts";
import { layoutType } from "../resources.ts";

export const memoryBudget = sitePolicy(
  {
    name: "memory-budget",
    description:
      "The memory limits of all containers on a node add up to at most the node's budget, because a node without swap kills what does not fit.",
    remediationSteps: "lower the limits, or move a service to a node with memory left",
  },
  ({ nodes, withoutLayout }) =>
    nodes.flatMap((node) => {
      if (node.projects.length === 0) return [];
      return withoutLayout.includes(node.node) ? [budgetMissing(node)] : rule(withBudget(node));
    }),
);

/** No budget is not an unlimited one. */
function budgetMissing({ node }: NodeProjects): Problem {
  return {
    path: node,
    message: `its budget is not in the stack: ${node} has projects, but no ${layoutType}`,
    fix: `add the layout of ${node}`,
  };
}

function withBudget({ node, capabilities, projects }: NodeProjects): Parameters<typeof rule>[0] {
  const budget = budgetOfInputs({ node, capabilities });
  if (budget === undefined) throw new Error(`the budget of ${node} got lost; please report this`);
  return { ...budget, projects };
}
