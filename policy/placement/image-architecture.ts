import { imageArchitecture as rule, type ImageArchitectureOptions } from "../../src/rules/placement/image-architecture.ts";
import { nodePolicy } from "../house-policy.ts";

export const imageArchitecture = nodePolicy<ImageArchitectureOptions>(
  {
    name: "image-architecture",
    description: "An image is made for the architecture of its node, because on another one it ends with an exec format error.",
    remediationSteps: "take the image for the node's architecture, or move the service",
    options: {
      images: {
        type: "object",
        additionalProperties: { type: "array", items: { type: "string", minLength: 1 } },
        description: "Images that exist for some architectures only, by repository.",
        default: {},
      },
    },
  },
  rule,
);
