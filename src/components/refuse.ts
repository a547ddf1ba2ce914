import * as pulumi from "@pulumi/pulumi";

import { formatReport, type Problem } from "../../compose/problem.ts";
import type { Deployment } from "../inventory/inventory.ts";
import { memoryLimitRequired, noUsbCoordinator, oomScoreAdj, projectFacts } from "../rules/index.ts";

/**
 * Ends the construction of a component when its arguments have problems, all of them in one report. The engine shows the
 * report beside the component and, since it is about the data and not about this program, without a stack trace.
 * @throws pulumi.ResourceError unless there is no problem; what cannot be decided yet is none.
 */
export function refuseProblems(component: pulumi.ComponentResource, problems: readonly Problem[]): void {
  const decided = problems.filter(({ undecided }) => undecided !== true);
  if (decided.length > 0) throw new pulumi.ResourceError(formatReport(decided), component, true);
}

/** Everything that the house rules have against one service on one node. The policy pack asks the same rules again. */
export function deploymentProblems(deployment: Deployment): Problem[] {
  const facts = projectFacts(deployment);
  return [...memoryLimitRequired(facts), ...oomScoreAdj(facts), ...noUsbCoordinator(facts)];
}
