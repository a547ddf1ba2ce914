import { SERVICE_ORDER } from "../decode/bind.ts";
import { define, sortedObject } from "../decode/decode.ts";
import type { Json, JsonMap } from "../json.ts";
import { DotenvError, parseDotenv, parseRawEnv } from "../values/dotenv.ts";
import type { Lookup } from "../values/template.ts";
import { entry, placeOfKey } from "../yaml/node.ts";
import type { TreeNode } from "../yaml/node.ts";
import type { Session } from "./layers.ts";
import type { Selection } from "./select.ts";

/** Reads `env_file` and `label_file` of every service into `environment` and `labels`; what is written there wins. */
export function readServiceFiles(document: JsonMap, selection: Selection, session: Session): JsonMap {
  const services = document["services"] as JsonMap;
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(services)) {
    const service = value as JsonMap;
    const node = selection.enabled.get(name);
    const needs = "env_file" in service || "label_file" in service;
    define(result, name, needs && node !== undefined ? readForService(name, service, node, session) : service);
  }
  return { ...document, services: result };
}

function readForService(name: string, service: JsonMap, node: TreeNode, session: Session): JsonMap {
  const { env_file: envFiles, label_file: labelFiles, ...rest } = service;
  const written = (service["environment"] ?? {}) as Readonly<Record<string, string | null>>;
  const lookup: Lookup = (key) => session.lookup(key) ?? (Object.hasOwn(written, key) ? (written[key] ?? undefined) : undefined);
  let values = new Map(Object.entries(written).filter((pair): pair is [string, string] => pair[1] !== null));
  for (const file of (envFiles ?? []) as readonly JsonMap[]) {
    values = readInto(values, file, `services.${name}.env_file`, entry(node, "env_file") ?? node, lookup, session);
  }
  let labels = new Map<string, string>();
  for (const path of (labelFiles ?? []) as readonly string[]) {
    const known = labels;
    const at = entry(node, "label_file") ?? node;
    const read = readInto(new Map(), { path, required: true }, `services.${name}.label_file`, at, (key) => known.get(key), session);
    labels = new Map([...labels, ...read]);
  }
  for (const [key, value] of Object.entries((service["labels"] ?? {}) as Readonly<Record<string, string>>)) labels.set(key, value);
  const environment = new Map<string, Json>([...values, ...Object.entries(written)]);
  const changed: JsonMap = {
    ...rest,
    ...(environment.size === 0 ? {} : { environment: sortedObject(environment) }),
    ...(labels.size === 0 ? {} : { labels: sortedObject(labels) }),
  };
  const filled: Record<string, Json> = {};
  for (const key of [...SERVICE_ORDER, ...Object.keys(changed)]) {
    const attribute = changed[key];
    if (attribute !== undefined) define(filled, key, attribute);
  }
  return filled;
}

function readInto(
  values: Map<string, string>,
  file: JsonMap,
  path: string,
  node: TreeNode,
  lookup: Lookup,
  session: Session,
): Map<string, string> {
  const name = typeof file["path"] === "string" ? file["path"] : "";
  const problem = (message: string, fix?: string): Map<string, string> => {
    session.problems.push({ place: placeOfKey(node), path, message, ...(fix === undefined ? {} : { fix }) });
    return values;
  };
  const format = file["format"];
  const text = session.readFile(name);
  if (text === undefined) {
    return file["required"] === false ? values : problem(`the file ${name} does not exist`, "write required: false if it may be missing");
  }
  if (format !== undefined && format !== "raw")
    return problem(`the format ${JSON.stringify(format)} is unknown`, "use raw, or leave it out");
  try {
    return format === "raw" ? parseRawEnv(text, lookup, values) : parseDotenv(text, lookup, values);
  } catch (error) {
    if (!(error instanceof DotenvError)) throw error;
    session.problems.push({ place: { file: name, line: error.line }, path: "", message: error.message });
    return values;
  }
}
