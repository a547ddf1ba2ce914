import { uniqueContainerNames as rule } from "../../src/rules/names/unique-container-names.ts";
import { nodePolicy } from "../house-policy.ts";

export const uniqueContainerNames = nodePolicy(
  {
    name: "unique-container-names",
    description: "A container's name is given away once on its node, because the engine cannot make a second container of the name.",
    remediationSteps: "put the service's name in front of the container's, as in outline-postgres",
  },
  rule,
);
