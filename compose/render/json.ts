import { define } from "../decode/decode.ts";
import type { Json } from "../json.ts";

/** A document without the `x-` fields below the top level, which Compose does not print as JSON; what has none is shared. */
export function withoutExtensions(document: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  let result: Record<string, Json> | undefined;
  for (const key of Object.keys(document)) {
    const value = document[key] ?? null;
    const next = key.startsWith("x-") ? value : strip(value, PROTECTED.has(key));
    if (next !== value) define((result ??= { ...document }), key, next);
  }
  return result ?? document;
}

/** Below these keys the names belong to the author, who may begin one with `x-`. */
const PROTECTED = new Set(["services", "networks", "volumes", "secrets", "configs", "models"]);
/** Attributes whose keys belong to the author. */
const AUTHORED = new Set([
  "environment",
  "labels",
  "annotations",
  "args",
  "sysctls",
  "depends_on",
  "networks",
  "models",
  "additional_contexts",
  "options",
  "driver_opts",
  "storage_opt",
  "ulimits",
  "aux_addresses",
]);

/** The very same value when nothing has to go, which is nearly always. */
function strip(value: Json, authored: boolean): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.every((item) => strip(item, false) === item) ? items : items.map((item) => strip(item, false));
  }
  const members = value as Readonly<Record<string, Json>>;
  let result: Record<string, Json> | undefined;
  for (const [index, key] of Object.keys(members).entries()) {
    const member = members[key] ?? null;
    const next = !authored && key.startsWith("x-") ? undefined : strip(member, !authored && AUTHORED.has(key));
    if (next === member && result === undefined) continue;
    result ??= Object.fromEntries(Object.entries(members).slice(0, index));
    if (next !== undefined) define(result, key, next);
  }
  return result ?? members;
}
