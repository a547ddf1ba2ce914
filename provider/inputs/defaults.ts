import type { z } from "zod";
import { isList, isMap, put, Secret } from "../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../rpc/property-value.ts";
import { within } from "./expected.ts";

/**
 * The inputs with every missing value that has a default filled in, as deep as the schema looks. Zod's own parse cannot do this: it
 * gives nothing back where a value is not known yet, and secrets would lose their wrapping.
 */
export function withDefaults(map: PropertyMap, schema: z.ZodObject): PropertyMap {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const filled: Record<string, PropertyValue> = {};
  for (const [key, value] of Object.entries(map)) {
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    // Where there is a default, null asks for it; elsewhere (`command: null` in a document) null is data.
    if (value === null && field !== undefined && fallbackOf(field) !== undefined) continue;
    put(filled, key, field === undefined ? value : complete(value, field));
  }
  for (const [key, field] of Object.entries(shape)) {
    const fallback = fallbackOf(field);
    if (fallback !== undefined && !Object.hasOwn(filled, key)) filled[key] = fallback;
  }
  return filled;
}

function complete(value: PropertyValue, field: z.core.$ZodType): PropertyValue {
  if (value instanceof Secret) return new Secret(complete(value.value, field));
  const { def } = within(field)._zod;
  if (isList(value)) return def.type === "array" ? value.map((item) => complete(item, def.element)) : value;
  if (!isMap(value)) return value;
  if (def.type === "object") return withDefaults(value, within(field) as z.ZodObject);
  if (def.type !== "record") return value;
  const filled: Record<string, PropertyValue> = {};
  for (const [key, item] of Object.entries(value)) put(filled, key, complete(item, def.valueType));
  return filled;
}

function fallbackOf(schema: z.core.$ZodType): PropertyValue | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "default" ? (def.defaultValue as PropertyValue) : undefined;
}
