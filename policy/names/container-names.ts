import { containerNames as rule } from "../../src/rules/names/container-names.ts";
import { projectPolicy } from "../house-policy.ts";

export const containerNames = projectPolicy(
  {
    name: "container-names",
    description: "A container is called as its Compose service, in kebab-case, because agents and people find it on the node by that name.",
    remediationSteps: "write container_name with the key of the Compose service",
  },
  rule,
);
