import { privileges as rule } from "../../src/rules/exposure/privileges.ts";
import { projectPolicy } from "../house-policy.ts";

export const privileges = projectPolicy(
  {
    name: "privileges",
    description:
      "What the table of attributes calls a power (socket, privileged mode, namespaces, devices, capabilities) is for containers whose contract asks for it and says why, and what it does not list is refused, because each makes a container as strong as its node.",
    remediationSteps: "remove the attribute, write a literal, or ask for it with a reason under privileges of the contract",
  },
  rule,
);
