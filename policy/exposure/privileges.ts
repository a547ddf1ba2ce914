import { privileges as rule } from "../../src/rules/exposure/privileges.ts";
import { projectPolicy } from "../house-policy.ts";

export const privileges = projectPolicy(
  {
    name: "privileges",
    description:
      "Docker socket, privileged mode, namespaces, devices and capabilities of the node are for containers whose contract asks for them and says why, because each makes a container as strong as its node.",
    remediationSteps: "remove the attribute, or ask for it with a reason under privileges of the contract",
  },
  rule,
);
