import { isJsonList, isJsonMap } from "../../compose/json.ts";
import type { Json, JsonMap } from "../../compose/json.ts";

export { isJsonList, isJsonMap };
export type { Json, JsonMap };

/** An own member of an object; undefined where there is no such object or member. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isJsonMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The member at the end of a row of keys. */
export function at(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((inner, key) => member(inner, key), value);
}

/** A scalar as text; undefined for null, lists, objects and what is missing. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A number, also one that is written as text. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A flag, also one that is written as text; undefined when it is not there. */
export function flagOf(value: Json | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  return ["true", "y", "yes", "on"].includes(value.toLowerCase());
}

/** A list of texts from a list, a single text, or nothing. */
export function textsOf(value: Json | undefined): string[] {
  if (isJsonList(value)) return value.flatMap((item) => textOf(item) ?? []);
  const text = textOf(value);
  return text === undefined ? [] : [text];
}

/** The object without some of its members. */
export function without(value: JsonMap, ...keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
