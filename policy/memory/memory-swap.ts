import { memorySwap as rule } from "../../src/rules/memory/memory-swap.ts";
import { nodePolicy } from "../house-policy.ts";

export const memorySwap = nodePolicy(
  {
    name: "memory-swap",
    description:
      "A memswap_limit is the mem_limit where the node has no swap, and never below it, because a limit that counts on swap that is not there is no limit anybody planned.",
    remediationSteps: "set memswap_limit to the mem_limit, or remove it",
  },
  rule,
);
