import { hostPaths as rule } from "../../src/rules/powers/host-paths.ts";
import { nodePolicy } from "../house-policy.ts";

export const hostPaths = nodePolicy(
  {
    name: "host-paths",
    description:
      "Every path of a node that a document names, and every volume, is the service's own, its declared data or shared by both contracts, because whoever mounts another folder reads and changes what is not theirs.",
    remediationSteps: "keep it in the service's own folders, share it in both contracts, or ask for host-files with a reason",
  },
  rule,
);
