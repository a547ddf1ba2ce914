import { hasVariables, substitute, TemplateError } from "../../src/model/compose/values/template.ts";
import type { Lookup } from "../../src/model/compose/values/template.ts";
import { isJsonList, isJsonMap } from "./json.ts";
import type { Json } from "./json.ts";

/** A text that cannot be expanded with the node's variables. */
export interface Unexpandable {
  readonly path: readonly (string | number)[];
  /** The variable without a value, or empty when the text itself is broken. */
  readonly variable: string;
}

/** A value with every text expanded; what cannot be becomes empty and is listed. Keys are never expanded. */
export function expandAll(value: Json, lookup: Lookup): { readonly value: Json; readonly failed: readonly Unexpandable[] } {
  const failed: Unexpandable[] = [];
  return { value: walk(value, []), failed };

  function walk(inner: Json, path: readonly (string | number)[]): Json {
    if (typeof inner === "string") {
      if (!inner.includes("$")) return inner;
      try {
        return substitute(inner, lookup);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        failed.push({ path, variable: error.missing ?? "" });
        return "";
      }
    }
    if (isJsonList(inner)) return inner.map((item, index) => walk(item, [...path, index]));
    if (!isJsonMap(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, walk(item, [...path, key])]));
  }
}

/** Whether a value holds a variable anywhere. */
export function isSymbolic(value: Json | undefined): boolean {
  if (typeof value === "string") return hasVariables(value);
  if (isJsonList(value)) return value.some(isSymbolic);
  return isJsonMap(value) && Object.values(value).some(isSymbolic);
}
