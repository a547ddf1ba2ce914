import { restartPolicy as rule } from "../../src/rules/names/restart-policy.ts";
import { projectPolicy } from "../house-policy.ts";

export const restartPolicy = projectPolicy(
  {
    name: "restart-policy",
    description:
      "A container has restart: unless-stopped unless its contract says otherwise, because without it a reboot of the node leaves it down.",
    remediationSteps: "write restart: unless-stopped, or give the exception with its reason in restart_exceptions of the contract",
  },
  rule,
);
