import { posix } from "node:path";
import type { Problem } from "../problem.ts";
import { suggest } from "../suggest.ts";
import { entry, isMapping, isNull, mapping, placeOfKey, placeOfNode, SourceText, stringOf, withEntries } from "../yaml/node.ts";
import type { MappingNode, Path, TreeNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse.ts";
import type { ParsedDocument } from "../yaml/parse.ts";
import { canonicalise } from "./canonicalise.ts";
import { resolvePaths } from "./complete.ts";
import { interpolate } from "./interpolate.ts";
import { applyResets, pathBelow } from "./layers.ts";
import type { Scope, Session } from "./layers.ts";
import { mergeDocuments, mergeService } from "./merge.ts";
import { enforceUnique } from "./unique.ts";

/** The services that one can be extended from, and what their file resets. */
interface Pool {
  readonly file: string;
  readonly services: MappingNode;
  readonly resets: readonly Path[];
}

/** Replaces every `extends` by what it stands for: the other service below, this one on top. */
export function applyExtends(root: MappingNode, document: ParsedDocument, file: SourceText, session: Session, scope: Scope): MappingNode {
  const services = entry(root, "services");
  if (!isMapping(services) || ![...services.entries.values()].some((service) => entry(service, "extends") !== undefined)) {
    return root;
  }
  const pool: Pool = { file: file.file, services, resets: document.resets };
  const extended = new Map<string, TreeNode>();
  for (const name of services.entries.keys()) {
    extended.set(name, extendService(name, pool, document.resets, [], session, scope));
  }
  return withEntries(root, [["services", mapping(extended, services.origin)]]);
}

function extendService(
  name: string,
  pool: Pool,
  resets: readonly Path[],
  trail: readonly string[],
  session: Session,
  scope: Scope,
): TreeNode {
  const service = pool.services.entries.get(name) ?? pool.services;
  const extend = entry(service, "extends");
  if (!isMapping(service) || extend === undefined) return service;
  const without = withEntries(service, [["extends", undefined]]);
  const target = stringOf(extend) ?? stringOf(entry(extend, "service"));
  // A wrong shape stays in place, so that the schema reports it.
  if (target === undefined) return service;
  const step = `${name} in ${pool.file}`;
  const begin = trail.indexOf(step);
  if (begin !== -1) {
    const circle = trail.slice(begin);
    // Each member of the circle meets it; one report is enough.
    if (!circle.some((member) => scope.circles.has(member))) {
      report(session.problems, extend, name, `services extend one another in a circle: ${[...circle, step].join(" → ")}`);
    }
    for (const member of circle) scope.circles.add(member);
    return without;
  }
  const fileNode = entry(extend, "file");
  const base = fileNode === undefined || isNull(fileNode) ? pool : openPool(fileNode, name, session, scope);
  if (base === undefined) return without;
  if (!base.services.entries.has(target)) {
    const suggestion = suggest(target, base.services.entries.keys());
    session.problems.push({
      place: placeOfNode(entry(extend, "service") ?? extend),
      path: `services.${name}.extends`,
      message: `the service ${JSON.stringify(target)} does not exist in ${base.file}`,
      allowed: [...base.services.entries.keys()].join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
    return without;
  }
  const extended = extendService(target, base, base === pool ? [] : base.resets, [...trail, step], session, scope);
  if (isNull(extended)) return without;
  const relevant = resets.filter((path) => path[0] === "services" && path[1] === name).map((path) => path.slice(2));
  const merged = mergeService(applyResets(extended, relevant), without, name, session.problems);
  return isMapping(merged) ? withEntries(merged, [["extends", undefined]]) : merged;
}

function openPool(fileNode: TreeNode, name: string, session: Session, scope: Scope): Pool | undefined {
  const file = stringOf(fileNode);
  if (file === undefined) return undefined;
  const problem = (message: string, fix?: string): undefined => {
    session.problems.push({
      place: placeOfNode(fileNode),
      path: `services.${name}.extends.file`,
      message,
      ...(fix === undefined ? {} : { fix }),
    });
    return undefined;
  };
  if (isRemoteResource(file)) {
    problem(`${JSON.stringify(file)} is fetched from the network, which is not supported`, "copy the file");
    return;
  }
  const path = pathBelow(scope.workingDirectory, file);
  const text = session.readFile(path);
  if (text === undefined) {
    problem(`the file ${path} does not exist`);
    return;
  }
  const source = new SourceText(path, text);
  const problems: Problem[] = [];
  const documents = parseYaml(source, problems);
  session.problems.push(...problems);
  let merged: MappingNode = mapping(new Map(), { source, offset: 0 });
  const resets: Path[] = [];
  for (const document of documents) {
    session.documents.push(document);
    const root = session.mode === "expanded" ? interpolate(document.root, scope.lookup, session.problems, session.warnings) : document.root;
    if (!isMapping(root)) {
      problem(`${path} is no mapping`);
      return;
    }
    resets.splice(0, resets.length, ...document.resets);
    merged = enforceUnique(canonicalise(enforceUnique(mergeDocuments(merged, root, session.problems)), session.mode, session.problems));
  }
  const services = entry(merged, "services");
  if (!isMapping(services)) {
    if (problems.length === 0) problem(`${path} has no services`);
    return undefined;
  }
  // As Compose does it: below the project directory, so that a file is one and the same however it was named.
  const folder = posix.relative(scope.workingDirectory, posix.dirname(path)) || ".";
  const resolved = resolvePaths(
    mapping(new Map([["services", services]]), merged.origin),
    folder,
    session.home,
    session.mode,
    session.problems,
  );
  return { file: path, services: entry(resolved, "services") as MappingNode, resets };
}

/** What Compose would clone with git or pull from a registry. */
export function isRemoteResource(path: string): boolean {
  return /^(?:oci:\/\/|https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/)/.test(path);
}

function report(problems: Problem[], node: TreeNode, name: string, message: string): void {
  problems.push({ place: placeOfKey(node), path: `services.${name}.extends`, message, fix: "break the circle" });
}
