import { define } from "../decode/decode.ts";
import { isJsonMap } from "../json.ts";
import type { Json, JsonMap } from "../json.ts";
import type { ComposeDocument } from "../document.ts";
import { writeYaml } from "./yaml.ts";

/** Attributes that Compose prints as text and reads, when negative, as a number only. */
const SIZES = new Set(["mem_limit", "mem_reservation", "memswap_limit", "mem_swappiness", "shm_size"]);

/**
 * A document that keeps its variables, as a Compose file: what is sent to a node. Compose expands it there and comes to
 * the same result as from the files that the document was made of.
 */
export function renderUnexpanded(document: ComposeDocument): string {
  const services: { [key: string]: Json } = {};
  for (const [name, service] of Object.entries(document.services)) {
    define(services, name, rereadable(withoutGoneDependencies(service as unknown as JsonMap, document)));
  }
  return writeYaml({ ...(rereadable(document as unknown as JsonMap) as JsonMap), services });
}

/** An optional dependency on a service that its profile disables is an error once that service is gone. */
function withoutGoneDependencies(service: JsonMap, document: ComposeDocument): JsonMap {
  const dependencies = service["depends_on"];
  if (!isJsonMap(dependencies)) return service;
  const left = Object.entries(dependencies).filter(([name, dependency]) => {
    return Object.hasOwn(document.services, name) || !isJsonMap(dependency) || dependency["required"] !== false;
  });
  return { ...service, depends_on: Object.fromEntries(left) };
}

/** Compose cannot read all that it prints: negative sizes, half limits, SSH keys and one host twice need another form. */
function rereadable(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(rereadable);
  if (!isJsonMap(value)) return value;
  const result: { [key: string]: Json } = {};
  for (const [key, child] of Object.entries(value)) {
    if (SIZES.has(key) && typeof child === "string" && /^-\d+$/.test(child)) result[key] = Number(child);
    else if (key === "ulimits" && isJsonMap(child)) result[key] = bothLimits(child);
    else if (key === "extra_hosts" && Array.isArray(child)) result[key] = [...new Set(child as readonly Json[])];
    else if (key === "ssh" && Array.isArray(child)) result[key] = keysByName(child as readonly Json[]);
    else define(result, key, rereadable(child));
  }
  return result;
}

function bothLimits(limits: JsonMap): JsonMap {
  const entries = Object.entries(limits).map(([name, limit]) => {
    return [name, isJsonMap(limit) ? { soft: limit["soft"] ?? 0, hard: limit["hard"] ?? 0 } : limit] as const;
  });
  return Object.fromEntries(entries);
}

function keysByName(keys: readonly Json[]): JsonMap {
  return Object.fromEntries(
    keys.flatMap((key) => (isJsonMap(key) ? Object.entries(key) : [[typeof key === "string" ? key : "", null] as [string, Json]])),
  );
}
