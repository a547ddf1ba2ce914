import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Pair } from "yaml";
import type { DataPath } from "../../../compose/data-path.ts";
import type { Place } from "../../../compose/problem.ts";

/** One YAML file: its plain value, and where every part of it stands. */
export interface YamlFile {
  /** The path as a person would type it, relative to the checkout. */
  readonly file: string;
  /** The content as plain objects, arrays, strings, numbers, booleans and null. */
  readonly value: unknown;
  /**
   * The place of the value at a path; when the path does not exist, of the nearest container that does, so that a
   * missing key is reported at the key of the mapping it is missing from.
   */
  placeOf(path: DataPath): Place;
  /** The place of the last key of a path itself; the same as `placeOf` for the items of a sequence. */
  placeOfKey(path: DataPath): Place;
}

/** A document's nodes turned into places on demand; nothing is computed for a file without problems. */
export function yamlFile(file: string, value: unknown, document: Document, lines: LineCounter): YamlFile {
  return {
    file,
    value,
    placeOf: (path) => placeAt(file, lines, walk(document, path), "value"),
    placeOfKey: (path) => placeAt(file, lines, walk(document, path), "key"),
  };
}

/** The place of an offset in a file. */
export function placeOfOffset(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
  /** Does the whole path exist? */
  readonly whole: boolean;
}

function walk(document: Document, path: DataPath): Found {
  let key: Node | undefined;
  let value: Node | undefined = document.contents ?? undefined;
  for (const part of path) {
    const next = step(resolveAlias(value, document), part);
    if (next === undefined) return { key, value, whole: false };
    key = next.key;
    value = next.value;
  }
  return { key, value, whole: true };
}

function step(node: Node | undefined, part: string | number): Omit<Found, "whole"> | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)] as Node | undefined;
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = (node.items as Pair<Node, Node | null>[]).find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? undefined };
}

function resolveAlias(node: Node | undefined, document: Document): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function placeAt(file: string, lines: LineCounter, found: Found, wanted: "key" | "value"): Place {
  const preferKey = wanted === "key" || !found.whole;
  const node = (preferKey ? found.key : found.value) ?? found.value ?? found.key;
  const offset = node?.range?.[0];
  // An empty value (`name:`) has no text of its own; its key has.
  const shown = node === found.value && isEmpty(node) ? (found.key?.range?.[0] ?? offset) : offset;
  return placeOfOffset(file, lines, shown ?? 0);
}

function isEmpty(node: Node | undefined): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "";
}
