import type { ResourceValidationPolicy } from "@pulumi/policy";

import { memoryLimitRequired as rule } from "../../../src/model/rules/index.ts";
import { validateProjects } from "../../project-rule.ts";

export const memoryLimitRequired: ResourceValidationPolicy = {
  name: "memory-limit-required",
  description:
    "Every container has a literal mem_limit at service level, because one without a limit can take the memory of all the others.",
  enforcementLevel: "mandatory",
  validateResource: validateProjects(rule),
};
