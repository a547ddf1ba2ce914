import type { PolicyConfigSchema } from "@pulumi/policy";

/** The schema of one option, as the SDK and the configuration's own schema file write it. */
export type OptionSchema = PolicyConfigSchema["properties"][string];

/** What is wrong with a value, by the part of JSON Schema that the options use; undefined when nothing is. */
export function unfit(value: unknown, schema: OptionSchema | boolean): string | undefined {
  if (typeof schema === "boolean") return undefined;
  const { type, minimum, maximum, minLength, minItems, pattern, items, additionalProperties } = schema;
  if (typeof type === "string" && !isOfType(value, type))
    return `is ${JSON.stringify(value)}; allowed: ${type === "integer" ? "a whole number" : `a value of type ${type}`}`;
  if (typeof value === "number" && ((minimum ?? value) > value || (maximum ?? value) < value)) {
    return `is ${value}; allowed: ${minimum ?? "any"} to ${maximum ?? "any"}`;
  }
  if (typeof value === "string") {
    if (value.length < (minLength ?? 0)) return "is empty";
    if (pattern !== undefined && !new RegExp(pattern).test(value)) return `is ${JSON.stringify(value)}; allowed: what matches ${pattern}`;
  }
  if (Array.isArray(value)) {
    if (value.length < (minItems ?? 0)) return `has ${value.length} entries; allowed: at least ${String(minItems)}`;
    return firstUnfit([...value.entries()], Array.isArray(items) ? undefined : items);
  }
  return typeof value === "object" && value !== null ? firstUnfit(Object.entries(value), additionalProperties) : undefined;
}

function firstUnfit(
  entries: readonly (readonly [number | string, unknown])[],
  schema: OptionSchema | boolean | undefined,
): string | undefined {
  if (schema === undefined) return undefined;
  for (const [key, value] of entries) {
    const problem = unfit(value, schema);
    if (problem !== undefined) return `[${JSON.stringify(key)}] ${problem}`;
  }
  return undefined;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
