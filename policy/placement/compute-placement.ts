import { computePlacement as rule, type ComputePlacementOptions } from "../../src/rules/placement/compute-placement.ts";
import { today } from "../clock.ts";
import { nodePolicy } from "../house-policy.ts";

export const computePlacement = nodePolicy<Partial<ComputePlacementOptions>>(
  {
    name: "compute-placement",
    description:
      "Compute workloads stay off the VPS unless the contract has an exception that has not ended, because 4 GiB without swap are for the ingress and the control plane.",
    remediationSteps: "move the container to its home, or agree on a new end date in placement.exceptions",
    options: {
      today: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "The day on which this is judged. Left out: today in UTC." },
      nodes: {
        type: "array",
        items: { type: "string" },
        description: "The nodes that are no place for compute workloads.",
        default: ["VPS"],
      },
      workloads: {
        type: "array",
        items: { type: "string" },
        description: "Names of containers that are compute workloads; * stands for anything.",
        default: ["*-worker"],
      },
      images: { type: "array", items: { type: "string" }, description: "Names of images that are. Left out: the known servers of models." },
    },
  },
  (node, options) => rule(node, { ...options, today: options.today ?? today() }),
);
