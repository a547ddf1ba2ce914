import type { ResourceValidationPolicy } from "@pulumi/policy";

import { oomScoreAdj as rule } from "../../../src/model/rules/index.ts";
import { validateProjects } from "../../project-rule.ts";

export const oomScoreAdj: ResourceValidationPolicy = {
  name: "oom-score-adj",
  description:
    "The six protected containers have oom_score_adj -900 on the VPS and nobody else has one below 0, because every exempt container makes another one the kernel's victim.",
  enforcementLevel: "mandatory",
  validateResource: validateProjects((project) => rule(project)),
};
