import { secretVariables as rule } from "../../src/rules/secrets/secret-variables.ts";
import { projectPolicy } from "../house-policy.ts";

export const secretVariables = projectPolicy(
  {
    name: "secret-variables",
    description:
      "A variable that is named like a secret, or declared as one, has no value in git, because whoever reads the repository would have it for ever.",
    remediationSteps:
      "write ${NAME:?} and put the value into the .env on the node; what is none is marked under runtime.not_secrets of the contract",
  },
  rule,
);
