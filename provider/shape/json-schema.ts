import type { Field, ObjectShape, Shape } from "./shape.ts";

/** A type as a Pulumi package schema writes it. */
export type SchemaType =
  | { readonly type: "string" | "integer" | "boolean" }
  | { readonly type: "array"; readonly items: SchemaType }
  | { readonly type: "object"; readonly additionalProperties: SchemaType }
  | { readonly $ref: string };

/** A property as a Pulumi package schema writes it. */
export type SchemaProperty = SchemaType & { readonly description: string; readonly default?: string | number | boolean };

/** The properties of an object shape, keyed by their names. */
export function schemaProperties(shape: ObjectShape): Record<string, SchemaProperty> {
  return Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, schemaProperty(field)]));
}

/** The names that must be given; those with a default need not. */
export function requiredNames(shape: ObjectShape): string[] {
  return Object.entries(shape.fields)
    .filter(([, field]) => field.required)
    .map(([name]) => name);
}

function schemaProperty(field: Field): SchemaProperty {
  const property = { ...schemaType(field.shape), description: field.description };
  return field.fallback === undefined ? property : { ...property, default: field.fallback };
}

function schemaType(shape: Shape): SchemaType {
  switch (shape.kind) {
    case "text":
      return { type: "string" };
    case "number":
      return { type: "integer" };
    case "flag":
      return { type: "boolean" };
    case "list":
      return { type: "array", items: schemaType(shape.of) };
    case "map":
      return { type: "object", additionalProperties: schemaType(shape.of) };
    case "object":
    case "choice":
    case "any":
      // The schema language has no strict inline objects; the check is stricter than the schema says.
      return { $ref: "pulumi.json#/Any" };
  }
}
