import { isJsonMap } from "../docker/json.ts";
import type { JsonMap } from "../docker/json.ts";
import { nameOnNode } from "../docker/name-on-node.ts";
import type { NodeSnapshot } from "../docker/snapshot.ts";
import type { Generation } from "./generation.ts";
import type { Problem } from "../../compose/problem.ts";
import { renderComposeV1 } from "../../compose/v1/render.ts";
import { renderUnexpanded } from "../../compose/render/unexpanded.ts";
import type { ComposeDocument } from "../../compose/document.ts";

/**
 * The document with every volume that is there as `external`, whatever was declared: Compose then only mounts it and never feels
 * free to make it anew, which would cost its data. Those that a contract calls persistent are so already, in git's own words.
 */
export function keepingVolumes(document: JsonMap, project: string, snapshot: NodeSnapshot): JsonMap {
  const volumes = document["volumes"];
  if (!isJsonMap(volumes)) return document;
  const there = new Set(snapshot.engine.volumes.map(({ Name }) => Name));
  const kept = Object.entries(volumes).map(([key, volume]) => {
    const name = nameOnNode("volumes", key, document, project);
    return [key, there.has(name) ? { name, external: true } : volume] as const;
  });
  return { ...document, volumes: Object.fromEntries(kept) };
}

/** The text of a document, or why the Compose of the node has no words for it. */
export interface DocumentText {
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** The document as the Compose of the node reads it, variables unexpanded; without its name, which is given as an argument. */
export function documentText(document: JsonMap, project: string, generation: Generation, snapshot: NodeSnapshot): DocumentText {
  const deployed = Object.fromEntries(Object.entries(keepingVolumes(document, project, snapshot)).filter(([key]) => key !== "name"));
  const typed = deployed as unknown as ComposeDocument;
  if (generation === "v2") return { text: renderUnexpanded(typed), problems: [] };
  const { text = "", problems } = renderComposeV1({
    document: typed,
    expanded: false,
    extended: {},
    variables: [],
    warnings: [],
    placeOf: () => undefined,
  });
  return { text, problems: problems.map((problem) => ({ ...problem, path: `document.${problem.path}` })) };
}
