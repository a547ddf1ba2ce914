import type { PolicyConfigSchema } from "@pulumi/policy";
import { z } from "zod";

/** The schema of one option, as the SDK and the configuration's own schema file write it. */
export type OptionSchema = PolicyConfigSchema["properties"][string];

/** What is wrong with a value, its first problem; undefined when nothing is. */
export function unfit(value: unknown, schema: OptionSchema): string | undefined {
  const issue = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).error?.issues[0];
  if (issue === undefined) return undefined;
  const steps = issue.path.map((step) => `[${JSON.stringify(step)}] `).join("");
  return `${steps}${sentence(issue, valueAt(value, issue.path), schema)}`;
}

function sentence(issue: z.core.$ZodIssue, found: unknown, { minimum, maximum }: OptionSchema): string {
  switch (issue.code) {
    case "invalid_type":
      return `is ${JSON.stringify(found)}; allowed: ${issue.expected === "int" ? "a whole number" : `a value of type ${issue.expected}`}`;
    case "too_small":
      if (issue.origin === "string") return "is empty";
      if (issue.origin === "array") return `has ${(found as unknown[]).length} entries; allowed: at least ${issue.minimum}`;
      break;
    case "invalid_format":
      return `is ${JSON.stringify(found)}; allowed: what matches ${issue.pattern ?? issue.format}`;
  }
  return `is ${JSON.stringify(found)}; allowed: ${minimum ?? "any"} to ${maximum ?? "any"}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, step) => (inner as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step], value);
}
