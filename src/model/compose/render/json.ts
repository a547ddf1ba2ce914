import { define } from "../bind/decode.ts";
import type { Json } from "../bind/decode.ts";

/** A document without the `x-` fields below the top level, which Compose does not print as JSON. */
export function withoutExtensions(document: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(document)) {
    define(result, key, key.startsWith("x-") ? value : strip(value, PROTECTED[key] ?? 0));
  }
  return result;
}

/** At how many levels below these keys the names belong to the author, who may begin one with `x-`. */
const PROTECTED: Readonly<Record<string, number>> = { services: 1, networks: 1, volumes: 1, secrets: 1, configs: 1, models: 1 };
/** Attributes whose keys belong to the author. */
const AUTHORED = new Set([
  "environment", "labels", "annotations", "args", "sysctls", "depends_on", "networks", "models", "additional_contexts",
  "options", "driver_opts", "storage_opt", "ulimits", "aux_addresses",
]);

function strip(value: Json, authored: number): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => strip(item, 0));
  if (value === null || typeof value !== "object") return value;
  const result: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value as Readonly<Record<string, Json>>)) {
    if (authored === 0 && key.startsWith("x-")) continue;
    define(result, key, strip(child, authored === 0 && AUTHORED.has(key) ? 1 : 0));
  }
  return result;
}
