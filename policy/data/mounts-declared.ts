import { mountsDeclared as rule } from "../../src/rules/data/data-paths.ts";
import { projectPolicy } from "../house-policy.ts";

export const mountsDeclared = projectPolicy(
  {
    name: "mounts-declared",
    description:
      "Every volume and folder that a container mounts is declared in the contract, because what nobody declared is never saved and never watched.",
    remediationSteps: "declare it in persistence.paths of the contract, or as a privilege when it is not data of the service",
  },
  rule,
);
