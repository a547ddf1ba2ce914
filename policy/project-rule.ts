import type { ResourceValidation } from "@pulumi/policy";

import type { Problem } from "../src/model/problem.ts";
import type { ProjectFacts } from "../src/model/rules/index.ts";
import { reportProblems } from "./report.ts";
import { isLeftOut, projectOf, projectType } from "./resources.ts";

/** A rule about one Compose project on one node. */
export type ProjectRule = (project: ProjectFacts) => Problem[];

/** The validation of `homelab:compose:Project` resources by a rule of the model. */
export function validateProjects(rule: ProjectRule): ResourceValidation {
  const validate: ResourceValidation = (args, report) => {
    if (args.type !== projectType || isLeftOut(args)) return;
    const project = projectOf(args);
    const problems = project === undefined ? [unattributed(args.name)] : rule(project);
    reportProblems(problems, [args.props], report);
  };
  // The SDK unpacks the properties of a resource for every policy anew, unless the function names the one type it is for.
  return Object.assign(validate, { __pulumiType: projectType });
}

function unattributed(name: string): Problem {
  return { path: "", message: `the node or service of ${name} is not known`, undecided: true };
}
