import type { StackValidationPolicy } from "@pulumi/policy";

import type { Problem } from "../../../src/model/problem.ts";
import { memoryBudget as rule, type ProjectFacts } from "../../../src/model/rules/index.ts";
import { reportProblems, type Report } from "../../report.ts";
import { budgetOf, isLeftOut, layoutType, projectOf, projectType, type Budget, type PolicyResource } from "../../resources.ts";

/** Everything in the stack that has to do with the memory of one node. */
interface NodeResources {
  readonly projects: { readonly facts: ProjectFacts; readonly resource: PolicyResource }[];
  layout?: { readonly budget: Budget; readonly resource: PolicyResource };
}

export const memoryBudget: StackValidationPolicy = {
  name: "memory-budget",
  description:
    "The memory limits of all containers on a node add up to at most the node's budget, because a node without swap kills what does not fit.",
  enforcementLevel: "mandatory",
  validateStack: ({ resources }, report) => {
    const { nodes, unattributed } = byNode(resources);
    for (const [node, found] of nodes) checkNode(node, found, report);
    reportProblems(unattributed.map(unknownNode), unattributed.map(({ props }) => props), report);
  },
};

function checkNode(node: string, { projects, layout }: NodeResources, report: Report): void {
  if (projects.length === 0) return;
  if (layout === undefined) {
    report(`${node}: its budget is not in the stack: ${node} has projects, but no ${layoutType}; fix: add the layout of ${node}`);
    return;
  }
  const problems = rule({ ...layout.budget, projects: projects.map(({ facts }) => facts) });
  const values = [layout.resource, ...projects.map(({ resource }) => resource)].map(({ props }) => props);
  reportProblems(problems, values, report, layout.resource.urn);
}

function byNode(resources: readonly PolicyResource[]) {
  const nodes = new Map<string, NodeResources>();
  const unattributed: PolicyResource[] = [];
  const of = (node: string): NodeResources => {
    const known = nodes.get(node) ?? { projects: [] };
    nodes.set(node, known);
    return known;
  };
  for (const resource of resources.filter((one) => !isLeftOut(one))) {
    const facts = resource.type === projectType ? projectOf(resource) : undefined;
    const budget = resource.type === layoutType ? budgetOf(resource) : undefined;
    if (facts !== undefined) of(facts.node).projects.push({ facts, resource });
    else if (budget !== undefined) of(budget.node).layout = { budget, resource };
    else if (resource.type === projectType || resource.type === layoutType) unattributed.push(resource);
  }
  return { nodes, unattributed };
}

function unknownNode({ urn }: PolicyResource): Problem {
  return { path: "", message: `the node of ${urn} is not known, so no budget can be added up`, undecided: true };
}
