import { at, flagOf, isJsonMap, textOf } from "../live/json.ts";
import type { JsonMap } from "../live/json.ts";
import type { NodeSnapshot } from "../live/snapshot.ts";
import { renderUnexpanded } from "../../src/model/compose/render/unexpanded.ts";
import type { ComposeDocument } from "../../src/model/compose/document.ts";

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

/** The document as the Compose of the node reads it, variables unexpanded; without its name, which is given as an argument. */
export function documentText(document: JsonMap, project: string, snapshot: NodeSnapshot): string {
  const nameless = Object.fromEntries(Object.entries(deployedDocument(document, project, snapshot)).filter(([key]) => key !== "name"));
  return renderUnexpanded(nameless as unknown as ComposeDocument);
}
