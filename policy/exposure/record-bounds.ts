import { recordBounds as rule, type RecordBounds } from "../../src/rules/exposure/record-bounds.ts";
import { sitePolicy } from "../house-policy.ts";

export const recordBounds = sitePolicy<RecordBounds>(
  {
    name: "record-bounds",
    description:
      "A DNS record is for one name and remembered for a bounded time, because a wildcard answers for names that nobody declared and a long time outlives a move.",
    remediationSteps: "give every name its own record, with a ttl within the bounds",
    options: {
      least: {
        type: "integer",
        minimum: 1,
        maximum: 86_400,
        description: "The shortest time others may remember an answer, in seconds. Default: 60.",
      },
      most: { type: "integer", minimum: 60, maximum: 604_800, description: "The longest time, in seconds. Default: 86400." },
    },
  },
  ({ bounded }, options) => rule(bounded, options),
);
