import type { Problem } from "../problem.ts";
import { COMPOSE } from "../schema/compose.ts";
import { checkShape } from "../schema/check.ts";
import { entry, isMapping, placeOfKey, withEntries } from "../yaml/node.ts";
import type { MappingNode, SourceText } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { ParsedDocument } from "../yaml/parse.ts";
import { canonicalise } from "./canonicalise.ts";
import { applyExtends } from "./extends.ts";
import { applyIncludes } from "./include.ts";
import { interpolate } from "./interpolate.ts";
import { applyResets, emptyDocument } from "./layers.ts";
import type { Scope, Session } from "./layers.ts";
import { mergeDocuments } from "./merge.ts";
import { enforceUnique } from "./unique.ts";

/** Phases 1 to 4 for a list of files: each is parsed, expanded, extended, merged into the ones before and rewritten. */
export function readFiles(files: readonly SourceText[], scope: Scope): MappingNode | undefined {
  const { session } = scope;
  const parsed = files.map((file) => ({ file, documents: parseYaml(file, session.problems) }));
  let merged: MappingNode | undefined;
  for (const { file, documents } of parsed) {
    for (const document of documents) {
      session.documents.push(document);
      const own: Problem[] = [];
      const next = layDocument(merged ?? emptyDocument(file), document, file, scope, own);
      session.problems.push(...own);
      if (next !== undefined) merged = next;
    }
  }
  return merged;
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
  const included = applyIncludes(extended, { ...scope, session: inner }, file, readFiles);
  const base = applyResets(below, document.resets);
  const unique = enforceUnique(mergeDocuments(base, included, problems));
  const before = problems.length;
  checkShape(unique, COMPOSE, problems, session.sound);
  // Rewriting needs sound shapes; what is broken has been reported.
  if (problems.length > before) return unique;
  const plain = entry(unique, "version") === undefined ? unique : withEntries(unique, [["version", undefined]]);
  return enforceUnique(canonicalise(plain, session.mode, problems));
}
