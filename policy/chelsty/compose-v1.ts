import { composeV1Document as rule } from "../../src/rules/chelsty/compose-v1.ts";
import { nodePolicy } from "../house-policy.ts";

export const composeV1 = nodePolicy(
  {
    name: "compose-v1",
    description:
      "A document for a node with docker-compose 1.29.2 holds only what that version reads, because it refuses the whole document at the deployment.",
    remediationSteps: "remove the attribute, or put it into the override of a node with Compose v2",
  },
  rule,
);
