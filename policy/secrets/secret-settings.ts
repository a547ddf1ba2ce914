import { secretSettings as rule } from "../../src/rules/secrets/secret-patterns.ts";
import { sitePolicy } from "../house-policy.ts";
import { askedStack } from "../stack.ts";

interface Options {
  readonly notSecret?: readonly string[];
}

export const secretSettings = sitePolicy<Options>(
  {
    name: "secret-settings",
    description:
      "A setting of the stack that is a secret, by its name or its form, is not in plain text, because Pulumi.<site>.yaml is in git.",
    remediationSteps: "set it with pulumi config set --secret",
    options: {
      notSecret: {
        type: "array",
        items: { type: "string", minLength: 1 },
        description: "Keys of settings that look like a secret and are none.",
        default: [],
      },
    },
  },
  (_, { notSecret }) => rule(askedStack()?.settings ?? {}, notSecret),
);
