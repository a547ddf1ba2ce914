import { exceptionEnding as rule, type ExceptionEndingOptions } from "../../src/rules/placement/compute-placement.ts";
import { today } from "../clock.ts";
import { nodePolicy } from "../house-policy.ts";

export const placementExceptionEnding = nodePolicy<Partial<ExceptionEndingOptions>>(
  {
    name: "placement-exception-ending",
    description:
      "An exception from placement that ends within two weeks is spoken of, because on the day after its end nothing more is deployed.",
    remediationSteps: "move the container to its home, or agree on a new end date",
    enforcementLevel: "advisory",
    options: {
      today: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "The day on which this is judged. Left out: today in UTC." },
      days: { type: "integer", minimum: 1, maximum: 365, description: "So many days ahead.", default: 14 },
    },
  },
  (node, options) => rule(node, { ...options, today: options.today ?? today() }),
);
