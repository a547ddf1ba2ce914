import { isJsonList, isJsonMap } from "../../../provider/docker/json.ts";
import type { Json } from "../../../provider/docker/json.ts";
import { COMPOSE } from "../../../compose/schema/compose.ts";
import { attributePatterns } from "../../oracle/support/coverage.ts";
import type { Spelling, Topic } from "./spelling.ts";

/** Every attribute of the schema, as a pattern: `services.*.ulimits.*.soft`. */
export const attributes: readonly string[] = attributePatterns(COMPOSE, []);

const split = attributes.map((pattern) => ({ pattern, steps: pattern.split(".") }));

/** The attributes that a spelling writes, by the schema's patterns. */
export function attributesOf(spelling: Spelling): Set<string> {
  const found = new Set<string>();
  const walk = (value: Json, path: readonly string[]): void => {
    for (const { pattern, steps } of split) {
      if (steps.length === path.length && steps.every((step, index) => step === path[index] || (step === "*" && path[index] !== undefined)))
        found.add(pattern);
    }
    if (isJsonMap(value)) for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
    if (isJsonList(value)) value.forEach((item, index) => walk(item, [...path, String(index)]));
  };
  walk(spelling.service, ["services", "one"]);
  for (const [section, entries] of Object.entries(spelling.document ?? {})) {
    for (const [key, entry] of Object.entries(entries)) walk(entry, [section, key]);
  }
  return found;
}

/** By attribute, the names of the spellings that write it. */
export function covered(topics: Readonly<Record<string, Topic>>): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const topic of Object.values(topics)) {
    for (const [name, spelling] of Object.entries(topic)) {
      for (const attribute of attributesOf(spelling)) map.set(attribute, [...(map.get(attribute) ?? []), name]);
    }
  }
  return map;
}
