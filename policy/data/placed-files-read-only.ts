import { placedFilesReadOnly as rule } from "../../src/rules/data/placed-files.ts";
import { projectPolicy } from "../house-policy.ts";

export const placedFilesReadOnly = projectPolicy(
  {
    name: "placed-files-read-only",
    description:
      "A folder around what is placed from git is mounted read-only, because a container that may write there could lead the next deployment to another file of the node.",
    remediationSteps: "add read_only: true to the mount, or keep what the container writes in a folder of its own",
  },
  rule,
);
