import { hasVariables, substitute, TemplateError } from "../../compose/values/template.ts";
import type { Lookup } from "../../compose/values/template.ts";
import { mapped, mappedMap } from "../rpc/property-value.ts";
import { isJsonList, isJsonMap } from "./json.ts";
import type { Json } from "./json.ts";

/** A text that cannot be expanded with the node's variables. */
export interface Unexpandable {
  readonly path: readonly (string | number)[];
  /** The variable without a value, or empty when the text itself is broken. */
  readonly variable: string;
}

/**
 * A value with every text expanded; what cannot be becomes empty and is listed. Keys are never expanded, and what holds no
 * variable is not copied.
 */
export function expandAll(value: Json, lookup: Lookup): { readonly value: Json; readonly failed: readonly Unexpandable[] } {
  const failed: Unexpandable[] = [];
  const here: (string | number)[] = [];
  return { value: walk(value), failed };

  function walk(inner: Json): Json {
    if (typeof inner === "string") return inner.includes("$") ? expanded(inner) : inner;
    if (isJsonList(inner)) return mapped(inner, walkAt);
    return isJsonMap(inner) ? mappedMap(inner, walkAt) : inner;
  }

  function walkAt(inner: Json, step: string | number): Json {
    here.push(step);
    const result = walk(inner);
    here.pop();
    return result;
  }

  function expanded(text: string): string {
    try {
      return substitute(text, lookup);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      failed.push({ path: [...here], variable: error.missing ?? "" });
      return "";
    }
  }
}

/** Whether a value holds a variable anywhere. */
export function isSymbolic(value: Json | undefined): boolean {
  if (typeof value === "string") return hasVariables(value);
  if (isJsonList(value)) return value.some(isSymbolic);
  return isJsonMap(value) && Object.values(value).some(isSymbolic);
}
