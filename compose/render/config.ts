import { isJsonMap } from "../json.ts";
import type { Json, JsonMap } from "../json.ts";
import { compareBytes, define } from "../decode/decode.ts";
import type { ResolvedCompose } from "../resolve/resolve.ts";
import { UNIQUE } from "../resolve/unique.ts";
import type { KeyOf } from "../resolve/unique.ts";
import type { RuleTree } from "../resolve/rule-tree.ts";
import { escapeDollars } from "../values/template.ts";
import type { MappingNode, TreeNode } from "../yaml/node.ts";
import { withoutExtensions } from "./json.ts";
import { floatText, NumberText, writeYaml, yamlForm } from "./yaml.ts";

export type ConfigFormat = "yaml" | "json";

/** The text of `docker compose config`: variables are expanded, so every dollar that is left is doubled. */
export function renderConfig(resolved: ResolvedCompose, format: ConfigFormat): string {
  if (format === "yaml") return escapeDollars(writeYaml(yamlForm(resolved.extended)));
  const entries = Object.entries(withoutExtensions(resolved.extended)).filter(([key]) => key !== "models");
  return escapeDollars(writeJson(capitalise(sortKeys(Object.fromEntries(entries)))));
}

/** The text of `docker compose config --no-interpolate`: keys sorted, variables as they were written. */
export function renderModel(model: MappingNode, format: ConfigFormat): string {
  const plain = modelToPlain(model, UNIQUE, format) as JsonMap;
  return format === "yaml" ? writeYaml(plain, { sorted: true }) : writeJson(plain);
}

function sortKeys(document: JsonMap): JsonMap {
  const sorted: Record<string, Json> = {};
  for (const key of Object.keys(document).sort(compareBytes)) define(sorted, key, document[key] ?? null);
  return sorted;
}

/** Go escapes what could end a script, and writes no line break at the end. */
function writeJson(document: JsonMap): string {
  return JSON.stringify(document, undefined, 2).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Compose prints these few attributes with a capital as JSON, by an oversight that scripts rely on by now. */
function capitalise(document: JsonMap): JsonMap {
  const services = document["services"];
  if (!isJsonMap(services)) return document;
  const changed: Record<string, Json> = {};
  for (const [name, service] of Object.entries(services)) {
    const blkio = isJsonMap(service) ? service["blkio_config"] : undefined;
    if (!isJsonMap(service) || !isJsonMap(blkio)) define(changed, name, service);
    else define(changed, name, { ...service, blkio_config: capitaliseBlkio(blkio) });
  }
  return { ...document, services: changed };
}

function capitaliseBlkio(blkio: JsonMap): JsonMap {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(blkio)) {
    result[key] = Array.isArray(value) ? (value as readonly JsonMap[]).map(capitaliseKeys) : value;
  }
  return result;
}

function capitaliseKeys(object: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]));
}

/** An empty list has become nothing by then, unless its items were made unique. */
function modelToPlain(node: TreeNode, rules: RuleTree<KeyOf> | undefined, format: ConfigFormat): Json {
  if (node.kind === "mapping") {
    const result: Record<string, Json> = {};
    for (const [key, child] of [...node.entries].sort(([a], [b]) => compareBytes(a, b))) {
      const value = modelToPlain(child, rules?.child(key), format);
      // Filling in values from the environment makes an empty list nothing once more.
      const filled = (key === "args" || key === "environment") && format === "json" && Array.isArray(value) && value.length === 0;
      define(result, key, filled ? null : value);
    }
    return result;
  }
  if (node.kind === "sequence") {
    if (node.items.length === 0 && format === "json" && rules?.rule === undefined) return null;
    return node.items.map((item) => modelToPlain(item, undefined, format));
  }
  // A float keeps its kind and a large number its digits, which a JavaScript number cannot.
  if (node.type === "float" && format === "yaml") return new NumberText(floatText(Number(node.value))) as unknown as Json;
  return typeof node.value === "bigint" ? (new NumberText(String(node.value)) as unknown as Json) : node.value;
}
