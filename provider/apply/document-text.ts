import { at, flagOf, isJsonMap, textOf } from "../live/json.ts";
import type { Json, JsonMap } from "../live/json.ts";
import type { NodeSnapshot } from "../live/snapshot.ts";
import { generationOf } from "./generation.ts";
import type { ComposeProgram } from "./generation.ts";

/**
 * The document as it goes to the node. A volume that is there is `external` in it, whatever was declared: Compose then only
 * mounts it and never feels free to make it anew, which would cost its data.
 */
export function deployedDocument(document: JsonMap, project: string, snapshot: NodeSnapshot): JsonMap {
  const volumes = document["volumes"];
  if (!isJsonMap(volumes)) return document;
  const there = new Set(snapshot.engine.volumes.map(({ Name }) => Name));
  const kept = Object.entries(volumes).map(([key, volume]) => {
    const name = volumeName(key, document, project);
    return [key, there.has(name) ? { name, external: true } : volume] as const;
  });
  return { ...document, volumes: Object.fromEntries(kept) };
}

/** The full name on the node of a volume of the document. */
export function volumeName(key: string, document: JsonMap, project: string): string {
  const volume = at(document, "volumes", key);
  return textOf(at(volume, "name")) ?? (flagOf(at(volume, "external")) === true ? key : `${project}_${key}`);
}

/**
 * JSON that every YAML reader takes for the same data: JSON is YAML, but old readers refuse control characters and the byte
 * order mark even inside quotes, so those are escaped.
 */
export function jsonAsYaml(document: Json): string {
  // Pairs of surrogates must stay as they are: a YAML reader would take two escapes for two characters.
  return JSON.stringify(document, undefined, 1).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** The document as its Compose reads it; a text that JSON and YAML readers agree on. */
export function documentText(document: JsonMap, project: string, program: ComposeProgram, snapshot: NodeSnapshot): string {
  const deployed = deployedDocument(document, project, snapshot);
  // Version 1 does not know the name; it gets it as an argument.
  const { name: _, ...nameless } = deployed;
  return jsonAsYaml(generationOf(program) === "v1" ? nameless : deployed);
}
