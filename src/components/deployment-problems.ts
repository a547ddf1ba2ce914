import type { Deployment } from "../inventory/inventory.ts";
import type { Problem } from "../../compose/problem.ts";
import { memoryLimitRequired, noUsbCoordinator, oomScoreAdj, projectFacts } from "../rules/index.ts";

/** Everything that the house rules have against one service on one node. The policy pack asks the same rules again. */
export function deploymentProblems(deployment: Deployment): Problem[] {
  const facts = projectFacts(deployment);
  return [...memoryLimitRequired(facts), ...oomScoreAdj(facts), ...noUsbCoordinator(facts)];
}
