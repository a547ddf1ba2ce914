import { protectedVolumes as rule } from "../../src/rules/data/protected-volumes.ts";
import { sitePolicy } from "../house-policy.ts";

export const protectedVolumes = sitePolicy(
  {
    name: "protected-volumes",
    description:
      "Every data volume that the house manages is in the stack, protected, and not replaced over its labels, because a replaced volume is an empty database.",
    remediationSteps: "make the volume with a DataVolume",
  },
  ({ nodes, volumes }) => nodes.flatMap((node) => rule(node, volumes)),
);
