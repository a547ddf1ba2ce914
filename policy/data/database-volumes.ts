import { databaseVolumes as rule } from "../../src/rules/data/database-volumes.ts";
import { projectPolicy } from "../house-policy.ts";

export const databaseVolumes = projectPolicy(
  {
    name: "database-volumes",
    description:
      "A database keeps its data in a volume with a name or in a folder, because an anonymous volume is left behind when its container is made anew.",
    remediationSteps: "mount a named volume at the data folder of the image",
  },
  rule,
);
