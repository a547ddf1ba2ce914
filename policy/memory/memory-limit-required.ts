import { memoryLimitRequired as rule } from "../../src/rules/index.ts";
import { projectPolicy } from "../house-policy.ts";

export const memoryLimitRequired = projectPolicy(
  {
    name: "memory-limit-required",
    description:
      "Every container has a literal mem_limit at service level, because one without a limit can take the memory of all the others.",
    remediationSteps: "write mem_limit in the host's override of the service",
  },
  rule,
);
