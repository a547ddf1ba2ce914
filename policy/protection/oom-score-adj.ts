import { oomScoreAdj as rule, type OomScoreOptions } from "../../src/rules/index.ts";
import { projectPolicy } from "../house-policy.ts";

export const oomScoreAdj = projectPolicy<OomScoreOptions>(
  {
    name: "oom-score-adj",
    description:
      "The six protected containers have oom_score_adj -900 on the VPS and nobody else has one below 0, because every exempt container makes another one the kernel's victim.",
    remediationSteps: "set oom_score_adj: -900 on the six, and remove it everywhere else",
    options: {
      requiredOn: {
        type: "array",
        items: { type: "string" },
        description: "The nodes on which the six must have the score.",
        default: ["VPS"],
      },
    },
  },
  rule,
);
