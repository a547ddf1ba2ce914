import { hostPorts as rule } from "../../src/rules/names/host-ports.ts";
import { nodePolicy } from "../house-policy.ts";

export const hostPorts = nodePolicy(
  {
    name: "host-ports",
    description: "A port of a node is given away once, because the second container that asks for it does not start.",
    remediationSteps: "publish one of them on another port or address",
  },
  rule,
);
