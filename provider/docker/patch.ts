import { isList, isMap, mapped, mappedMap, put, Secret } from "../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../rpc/property-value.ts";
import type { Difference } from "./difference.ts";
import { isJsonList, isJsonMap } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";

/**
 * The properties as they are enforced: the declared ones, with every difference put in its place. What does not differ stays
 * as it was, secret wrapping included, so that nothing else shows in a diff; a value that replaces a secret one stays secret.
 */
export function patched(properties: PropertyMap, differences: readonly Difference[]): PropertyMap {
  // Entries at the end of a list come last, so that each finds the place its index says.
  let result: PropertyValue | undefined = properties;
  for (const { path, enforced } of differences) result = change(result, path, enforced);
  return isMap(result) ? result : {};
}

function change(
  value: PropertyValue | undefined,
  path: readonly (string | number)[],
  enforced: Json | undefined,
): PropertyValue | undefined {
  if (value instanceof Secret) {
    const inner = change(value.value, path, enforced);
    return inner === undefined ? undefined : new Secret(inner);
  }
  const [step, ...rest] = path;
  if (step === undefined) return enforced === undefined ? undefined : property(enforced);
  if (typeof step === "number") {
    const list = value !== undefined && isList(value) ? [...value] : [];
    const next = change(list[step], rest, enforced);
    if (next === undefined) list.splice(step, 1);
    else list[step] = next;
    return list;
  }
  const map: Record<string, PropertyValue> = {};
  if (isMap(value)) for (const [key, item] of Object.entries(value)) put(map, key, item);
  const next = change(Object.hasOwn(map, step) ? map[step] : undefined, rest, enforced);
  if (next === undefined) return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step));
  put(map, step, next);
  return map;
}

function property(value: Json): PropertyValue {
  if (isJsonList(value)) return value.map(property);
  return isJsonMap(value) ? propertiesOf(value) : value;
}

/** Plain data as properties. */
export function propertiesOf(value: JsonMap): PropertyMap {
  const map: Record<string, PropertyValue> = {};
  for (const [key, item] of Object.entries(value)) put(map, key, property(item));
  return map;
}

/** Properties as plain data for a comparison, and the texts among them that are secret. What holds no secret is not copied. */
export function plain(properties: PropertyMap): { readonly value: JsonMap; readonly secrets: ReadonlySet<string> } {
  const secrets = new Set<string>();
  return { value: walkMap(properties, false), secrets };

  function walk(value: PropertyValue, secret: boolean): Json {
    if (value instanceof Secret) return walk(value.value, true);
    if (value === null || typeof value !== "object") {
      if (secret && typeof value === "string" && value !== "") secrets.add(value);
      return value;
    }
    if (isList(value)) return mapped<PropertyValue, Json>(value, (item) => walk(item, secret));
    return isMap(value) ? walkMap(value, secret) : null;
  }

  function walkMap(map: PropertyMap, secret: boolean): JsonMap {
    return mappedMap<PropertyValue, Json>(map, (item) => walk(item, secret));
  }
}
