import * as pulumi from "@pulumi/pulumi";

import { formatReport, type Problem } from "../../compose/problem.ts";

/**
 * Ends the construction of a component when its arguments have problems, all of them in one report. The engine shows the
 * report beside the component and, since it is about the data and not about this program, without a stack trace.
 * @throws pulumi.ResourceError unless there is no problem; what cannot be decided yet is none.
 */
export function refuseProblems(component: pulumi.ComponentResource, problems: readonly Problem[]): void {
  const decided = problems.filter(({ undecided }) => undecided !== true);
  if (decided.length > 0) throw new pulumi.ResourceError(formatReport(decided), component, true);
}
