import { isJsonMap } from "../json.ts";
import type { Json, JsonMap } from "../json.ts";
import { define } from "../decode/decode.ts";
import { compareKeys, writeText } from "./yaml-scalar.ts";

/** A number whose text is known, for numbers that JavaScript would print otherwise. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** JSON takes the digits as they are. */
  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text);
  }
}

export interface YamlOptions {
  /** Sort every mapping; without it keys keep their order. */
  readonly sorted: boolean;
  /** Put every text in double quotes, for readers of YAML 1.1 that know more words than Compose does. @default false */
  readonly quoted?: boolean;
}

/** Writes plain data in the layout of `docker compose config`: two blanks, lists indented, one document. */
export function writeYaml(document: JsonMap, options: YamlOptions = { sorted: false }): string {
  return Object.keys(document).length === 0 ? "{}\n" : writeMapping(document, 0, options);
}

function writeMapping(object: JsonMap, indent: number, options: YamlOptions): string {
  const keys = Object.keys(object);
  if (options.sorted) keys.sort(compareKeys);
  const padding = " ".repeat(indent);
  let out = "";
  for (const key of keys)
    out += `${padding}${options.quoted === true ? JSON.stringify(key) : writeText(key, 0, true)}:${writeValue(object[key] ?? null, indent, options)}`;
  return out;
}

/** The value behind a key's colon, with the line break at its end. */
function writeValue(value: Json, indent: number, options: YamlOptions): string {
  if (value instanceof NumberText) return ` ${value.text}\n`;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return list.length === 0 ? " []\n" : `\n${writeList(list, indent + 2, options)}`;
  }
  if (value !== null && typeof value === "object") {
    const object = value as JsonMap;
    return Object.keys(object).length === 0 ? " {}\n" : `\n${writeMapping(object, indent + 2, options)}`;
  }
  return ` ${writeScalar(value, indent + 2, options)}\n`;
}

function writeList(list: readonly Json[], indent: number, options: YamlOptions): string {
  const padding = " ".repeat(indent);
  let out = "";
  for (const item of list) {
    if (item instanceof NumberText) out += `${padding}- ${item.text}\n`;
    else if (Array.isArray(item)) {
      const inner = item as readonly Json[];
      out += inner.length === 0 ? `${padding}- []\n` : `${padding}- ${writeList(inner, indent + 2, options).trimStart()}`;
    } else if (item !== null && typeof item === "object") {
      const object = item as JsonMap;
      out += Object.keys(object).length === 0 ? `${padding}- {}\n` : `${padding}- ${writeMapping(object, indent + 2, options).trimStart()}`;
    } else out += `${padding}- ${writeScalar(item, indent + 2, options)}\n`;
  }
  return out;
}

function writeScalar(value: Json, indent: number, options: YamlOptions): string {
  if (typeof value === "string") return options.quoted === true ? JSON.stringify(value) : writeText(value, indent, false);
  if (typeof value === "number") return writeNumber(value);
  return JSON.stringify(value);
}

function writeNumber(value: number): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  return floatText(value);
}

/** A float in the shortest form, with an exponent for very small and very large ones. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** Keys that Compose prints as JSON even when they say nothing, and leaves out as YAML. */
const SILENT_IN_YAML: Readonly<Record<string, (value: Json) => boolean>> = {
  command: (value) => value === null,
  entrypoint: (value) => value === null,
  exec: (value) => isEmptyObject(value) || (isJsonMap(value) && Object.keys(value).length === 1 && value["command"] === null),
  resources: isEmptyObject,
  placement: isEmptyObject,
  ipam: isEmptyObject,
};
/** Attributes below which the author chooses the keys, so that `command` may be a variable's name. */
const AUTHORED = new Set([
  "environment",
  "labels",
  "annotations",
  "args",
  "sysctls",
  "driver_opts",
  "options",
  "storage_opt",
  "aux_addresses",
]);

/** Attributes that map names to more attributes. */
const NAMED = new Set(["services", "networks", "volumes", "secrets", "configs", "models", "depends_on"]);

/** A resolved document in the form in which Compose prints it as YAML. */
export function yamlForm(document: JsonMap): JsonMap {
  return reshape(document) as JsonMap;
}

/** Where names belong to the author they are sorted, digits as numbers. */
function inOrder(object: JsonMap, change: (value: Json) => Json): JsonMap {
  const result: Record<string, Json> = {};
  for (const key of Object.keys(object).sort(compareKeys)) define(result, key, change(object[key] ?? null));
  return result;
}

function sortDeep(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sortDeep);
  return isJsonMap(value) ? inOrder(value, sortDeep) : value;
}

function reshape(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(reshape);
  if (!isJsonMap(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value)) {
    if (key.startsWith("x-") || AUTHORED.has(key)) define(result, key, sortDeep(child));
    else if (NAMED.has(key) && isJsonMap(child)) define(result, key, inOrder(child, reshape));
    else if (key === "ulimits" && isJsonMap(child)) define(result, key, bothLimits(child));
    else if (key === "ssh" && Array.isArray(child)) define(result, key, (child as readonly Json[]).map(sshLine));
    else if (SILENT_IN_YAML[key]?.(child) !== true) define(result, key, reshape(child));
  }
  return result;
}

function bothLimits(limits: JsonMap): JsonMap {
  return inOrder(limits, (limit) => (isJsonMap(limit) ? { soft: limit["soft"] ?? 0, hard: limit["hard"] ?? 0 } : limit));
}

function sshLine(key: Json): Json {
  if (!isJsonMap(key)) return key;
  const [id = "", path = ""] = Object.entries(key)[0] ?? [];
  return `${id}: ${typeof path === "string" ? path : ""}`;
}

function isEmptyObject(value: Json): boolean {
  return isJsonMap(value) && Object.keys(value).length === 0;
}
