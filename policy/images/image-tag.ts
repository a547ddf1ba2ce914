import { imageTag as rule } from "../../src/rules/images/image-tag.ts";
import { projectPolicy } from "../house-policy.ts";

export const imageTag = projectPolicy(
  {
    name: "image-tag",
    description:
      "An image is named with a version as its tag, not latest and not by a variable, because otherwise git does not say what runs.",
    remediationSteps: "write the version that runs today",
  },
  rule,
);
