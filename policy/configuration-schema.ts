import { levels } from "./configuration.ts";
import type { HousePolicy } from "./house-policy.ts";

/** The JSON Schema of `policy/policy-config.json`, so that an editor completes and checks it. */
export function configurationSchema(policies: readonly HousePolicy[]): object {
  const settings = {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      policies.map(({ name, description, options = {}, enforcementLevel }) => [
        name,
        {
          type: "object",
          description,
          additionalProperties: false,
          properties: {
            enforcementLevel: {
              enum: levels,
              description: "mandatory stops an update, advisory is only said.",
              default: enforcementLevel,
            },
            ...options,
          },
        },
      ]),
    ),
  };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Levels and bounds of the homelab's policies",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      policies: { ...settings, description: "For every stack." },
      stacks: {
        type: "object",
        description: "For single stacks; goes before what holds for every stack, option by option.",
        additionalProperties: settings,
      },
    },
  };
}
