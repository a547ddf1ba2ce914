import { flagOf, member, textOf, at } from "./json.ts";
import type { Json } from "./json.ts";

/**
 * What a network or volume of a document is called on the node: the stated name, else Compose puts the project in front of
 * the key, except where it is external.
 */
export function nameOnNode(kind: "networks" | "volumes", key: string, document: Json, project: string): string {
  const entry = at(document, kind, key);
  return textOf(member(entry, "name")) ?? (flagOf(member(entry, "external")) === true ? key : `${project}_${key}`);
}
