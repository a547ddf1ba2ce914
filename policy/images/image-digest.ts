import { imageDigest as rule } from "../../src/rules/images/image-digest.ts";
import { nodePolicy } from "../house-policy.ts";

export const imageDigest = nodePolicy(
  {
    name: "image-digest",
    description: "Images are pinned by digest, because whoever owns a repository can move a tag to another program.",
    remediationSteps: "add @sha256:… behind the tag",
    enforcementLevel: "advisory",
  },
  rule,
);
