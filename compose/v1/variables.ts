import type { Json } from "../json.ts";
import { define } from "../decode/decode.ts";
import { escapeDollars, variablesOf } from "../values/template.ts";
import type { JsonPath, Refuse } from "./rules.ts";

/** What 1.29.2 reads: `$$`, `$NAME`, `${NAME}`, and `${NAME<operator>text}` where the text has no closing brace. */
const OLD = /\$(?:\$|[_a-z][_a-z0-9]*|\{[_a-z][_a-z0-9]*(?::?[-?][^}]*)?\})/gi;

/** The same without braces. */
const OLD_BARE = /\$(?:\$|[_a-z][_a-z0-9]*)/gi;

/**
 * Every text in the notation of 1.29.2: it knows `-` and `?` but not `+`, no variables inside a default, and takes a lone
 * dollar for a mistake. Keys are never expanded, so they stay.
 */
export function oldVariables(value: Json, expanded: boolean, refuse: Refuse, path: JsonPath = []): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => oldVariables(item, expanded, refuse, [...path, index]));
  if (typeof value === "string") return expanded ? escapeDollars(value) : oldText(value, path, refuse);
  if (value === null || typeof value !== "object") return value;
  const result: { [key: string]: Json } = {};
  for (const [key, child] of Object.entries(value)) define(result, key, oldVariables(child, expanded, refuse, [...path, key]));
  return result;
}

function oldText(value: string, path: JsonPath, refuse: Refuse): string {
  if (!value.includes("$")) return value;
  for (const variable of variablesOf(value)) {
    if (variable.operator === ":+" || variable.operator === "+") {
      refuse(path, `Compose 1.29.2 does not know \${${variable.name}${variable.operator}…}`);
      return value;
    }
  }
  if (holdsNested(value.replaceAll("$$", ""))) {
    refuse(path, "Compose 1.29.2 knows no variable inside the default of another");
    return value;
  }
  let out = "";
  let end = 0;
  // Behind the last brace none is closed; looking for one from every `${` there would take the square of its length.
  const closed = value.lastIndexOf("}") + 1;
  for (const [from, text, pattern] of [[0, value.slice(0, closed), OLD] as const, [closed, value.slice(closed), OLD_BARE] as const]) {
    for (const match of text.matchAll(pattern)) {
      const start = from + match.index;
      out += value.slice(end, start).replaceAll("$", () => "$$") + match[0];
      end = start + match[0].length;
    }
  }
  return out + value.slice(end).replaceAll("$", () => "$$");
}

/** Whether a dollar stands between a `${` and its brace. */
function holdsNested(value: string): boolean {
  const closed = value.split("}").slice(0, -1);
  return closed.some((part) => {
    const start = part.indexOf("${");
    return start !== -1 && part.includes("$", start + 2);
  });
}
