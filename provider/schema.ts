import { z } from "zod";
import type { ResourceType } from "./kinds/index.ts";

/** A type as a Pulumi package schema writes it. */
type SchemaType =
  | { readonly type: "string" | "integer" | "boolean" }
  | { readonly type: "array"; readonly items: SchemaType }
  | { readonly type: "object"; readonly additionalProperties: SchemaType }
  | { readonly $ref: string };

/** The Pulumi package schema of the provider: what `pulumi package get-schema` prints. */
export function packageSchema(version: string, types: Iterable<ResourceType>): object {
  return {
    name: "homelab",
    version,
    description: "What runs on the nodes of a homelab, compared with what git declares.",
    license: "Apache-2.0",
    config: {},
    provider: {},
    resources: Object.fromEntries([...types].map((type) => [type.token, resourceSchema(type)])),
  };
}

/** Every input is an output, too: a resource remembers what it was given. */
function resourceSchema({ description, inputs, identity }: ResourceType): object {
  const { properties: fields = {}, required = [] } = z.toJSONSchema(inputs, { io: "input" });
  const properties = Object.fromEntries(
    Object.entries(fields as Readonly<Record<string, z.core.JSONSchema.JSONSchema>>).map(([name, field]) => [
      name,
      {
        ...schemaType(field),
        description: field.description,
        ...(field.default === undefined ? {} : { default: field.default }),
        ...(identity.has(name) ? { willReplaceOnChanges: true } : {}),
      },
    ]),
  );
  return { description, properties, required, inputProperties: properties, requiredInputs: required };
}

/** The schema language has no strict objects, bounds and unions: the check is stricter than the schema says. */
function schemaType(field: z.core.JSONSchema.JSONSchema): SchemaType {
  const [first, second] = field.anyOf ?? [];
  if (first !== undefined && second?.type === "null") return schemaType(first);
  switch (field.type) {
    case "string":
    case "integer":
    case "boolean":
      return { type: field.type };
    case "array":
      return { type: "array", items: schemaType(field.items as z.core.JSONSchema.JSONSchema) };
    case "object":
      if (field.propertyNames === undefined || typeof field.additionalProperties !== "object") break;
      return { type: "object", additionalProperties: schemaType(field.additionalProperties) };
  }
  return { $ref: "pulumi.json#/Any" };
}
