import { isList, isMap, put, Secret } from "../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../rpc/property-value.ts";
import type { ObjectShape, Shape } from "./shape.ts";

/** The value with every missing field that has a default filled in, as deep as the shape goes. Secrets stay wrapped. */
export function withDefaults(map: PropertyMap, shape: ObjectShape): PropertyMap {
  const filled: Record<string, PropertyValue> = {};
  for (const [key, value] of Object.entries(map)) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    // Where there is a default, null asks for it; elsewhere (`command: null` in a document) null is data.
    if (value === null && field?.fallback !== undefined) continue;
    put(filled, key, field === undefined ? value : complete(value, field.shape));
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (field.fallback !== undefined && !Object.hasOwn(filled, key)) filled[key] = field.fallback;
  }
  return filled;
}

function complete(value: PropertyValue, shape: Shape): PropertyValue {
  if (value instanceof Secret) return new Secret(complete(value.value, shape));
  if (isList(value)) return shape.kind === "list" ? value.map((item) => complete(item, shape.of)) : value;
  if (!isMap(value)) return value;
  if (shape.kind === "object") return withDefaults(value, shape);
  if (shape.kind !== "map") return value;
  const filled: Record<string, PropertyValue> = {};
  for (const [key, item] of Object.entries(value)) put(filled, key, complete(item, shape.of));
  return filled;
}
