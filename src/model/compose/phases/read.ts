import { posix } from "node:path";
import type { Problem } from "../../problem.ts";
import { COMPOSE } from "../schema/compose.ts";
import { checkShape } from "../schema/check.ts";
import type { Lookup } from "../values/template.ts";
import { entry, isMapping, placeOfKey, SourceText, withEntries } from "../yaml/node.ts";
import type { MappingNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { ParsedDocument } from "../yaml/parse.ts";
import { canonicalise } from "./canonicalise.ts";
import { applyExtends } from "./extends.ts";
import { applyIncludes } from "./include.ts";
import { interpolate } from "./interpolate.ts";
import { applyResets, emptyDocument } from "./layers.ts";
import type { Session } from "./layers.ts";
import { mergeDocuments } from "./merge.ts";
import { enforceUnique } from "./unique.ts";

/** How a group of files is read; included files differ from the project's own in these. */
export interface Scope {
  readonly session: Session;
  readonly workingDirectory: string;
  readonly lookup: Lookup;
  /** The files whose `include` led here, to find a cycle. */
  readonly including: readonly string[];
}

/** Phases 1 to 4 for a list of files: each is parsed, expanded, extended, merged into the ones before and rewritten. */
export function readFiles(files: readonly SourceText[], scope: Scope): MappingNode | undefined {
  const { session } = scope;
  const parsed = files.map((file) => ({ file, documents: parseYaml(file, session.problems) }));
  let merged: MappingNode | undefined;
  let broken = false;
  for (const { file, documents } of parsed) {
    for (const document of documents) {
      session.documents.push({ file: file.file, root: document.root });
      const own: Problem[] = [];
      const next = layDocument(merged ?? emptyDocument(file), document, file, scope, own);
      session.problems.push(...own);
      if (next !== undefined) merged = next;
      broken ||= own.length > 0;
    }
  }
  return broken ? merged : merged;
}

/** One document on top of what has been read so far. */
function layDocument(
  below: MappingNode,
  document: ParsedDocument,
  file: SourceText,
  scope: Scope,
  problems: Problem[],
): MappingNode | undefined {
  const { session } = scope;
  let root = document.root;
  if (!isMapping(root)) {
    problems.push({ place: placeOfKey(root), path: "", message: "a Compose file is a mapping", allowed: "services, networks, volumes, …" });
    return undefined;
  }
  if (session.mode === "expanded") root = interpolate(root, scope.lookup, problems, session.warnings);
  if (!isMapping(root)) return undefined;
  const inner: Session = { ...session, problems };
  const extended = applyExtends(root, document, file, inner, scope);
  const included = applyIncludes(extended, { ...scope, session: inner }, file);
  const base = applyResets(below, document.resets);
  const unique = enforceUnique(mergeDocuments(base, included, problems));
  const before = problems.length;
  checkShape(unique, COMPOSE, problems);
  // Rewriting needs sound shapes; what is broken has been reported.
  if (problems.length > before) return unique;
  const plain = entry(unique, "version") === undefined ? unique : withEntries(unique, [["version", undefined]]);
  return enforceUnique(canonicalise(plain, session.mode, problems));
}

/** The path of a file that another file names: relative ones start at the working directory. */
export function pathBelow(folder: string, path: string): string {
  return path.startsWith("/") ? posix.normalize(path) : posix.join(folder, path);
}
