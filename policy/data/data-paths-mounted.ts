import { dataPathsMounted as rule } from "../../src/rules/data/data-paths.ts";
import { projectPolicy } from "../house-policy.ts";

export const dataPathsMounted = projectPolicy(
  {
    name: "data-paths-mounted",
    description:
      "Every path that the contract declares as data is mounted, because what is written there otherwise goes with the container.",
    remediationSteps: "mount the declared folder or volume, or correct the contract",
  },
  rule,
);
