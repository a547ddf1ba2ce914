import { gpuPlacement as rule } from "../../src/rules/placement/gpu-placement.ts";
import { nodePolicy } from "../house-policy.ts";

export const gpuPlacement = nodePolicy(
  {
    name: "gpu-placement",
    description: "What asks for a graphics processor runs on a node that has such a one, because elsewhere its container is not even made.",
    remediationSteps: "move the service to a node with the GPU, or do without it",
  },
  rule,
);
