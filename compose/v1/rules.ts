import { isJsonMap } from "../json.ts";
import type { Json } from "../json.ts";
import { define } from "../decode/decode.ts";
import { hasVariables } from "../values/template.ts";

export type JsonPath = readonly (string | number)[];

/** Notes that a value at a path cannot be said in Compose 1.29.2. */
export type Refuse = (path: JsonPath, message: string, fix?: string) => void;

/** What becomes of one value; undefined leaves it out. */
export type Rule = (value: Json, path: JsonPath, refuse: Refuse) => Json | undefined;

export const keep: Rule = (value) => value;
export const keepSet: Rule = (value) => value ?? undefined;

/** An attribute that 1.29.2 does not know. */
export const unknown: Rule = (_value, path, refuse) => {
  refuse(path, `Compose 1.29.2 does not know ${String(path.at(-1))}`);
  return undefined;
};

/** A whole number or a boolean that 1.29.2 does not cast, so a variable would stay text and be refused there. */
export const literal: Rule = (value, path, refuse) => {
  if (typeof value === "string" && hasVariables(value)) refuse(path, "Compose 1.29.2 takes no variable here", "write a literal");
  if (typeof value === "number" && !Number.isInteger(value)) refuse(path, "Compose 1.29.2 takes whole numbers only here");
  return value;
};

/** A mapping attribute by attribute; what has no rule is refused, empty mappings inside are left out. */
export function each(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, path, refuse) => {
    if (!isJsonMap(value)) return value;
    const result: { [key: string]: Json } = {};
    for (const [key, child] of Object.entries(value)) {
      const rule = Object.hasOwn(rules, key) ? (rules[key] ?? unknown) : unknown;
      const changed = rule(child, [...path, key], refuse);
      if (changed !== undefined && !(isJsonMap(changed) && Object.keys(changed).length === 0)) result[key] = changed;
    }
    return result;
  };
}

/** Each item of a list. */
export function items(rule: Rule): Rule {
  return (value, path, refuse) => {
    if (!Array.isArray(value)) return value;
    return (value as readonly Json[]).map((item, index) => rule(item, [...path, index], refuse) ?? null);
  };
}

/** Each value of a mapping whose keys the author chose. */
export function named(rule: Rule): Rule {
  return (value, path, refuse) => {
    if (!isJsonMap(value)) return value;
    const result: { [key: string]: Json } = {};
    for (const [key, child] of Object.entries(value)) define(result, key, rule(child, [...path, key], refuse) ?? null);
    return result;
  };
}

/** A single value as text; nothing for mappings, lists and what is not there. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
