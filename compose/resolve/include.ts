import { posix } from "node:path";
import type { Place } from "../problem.ts";
import { DotenvError, parseDotenv } from "../values/dotenv.ts";
import type { Lookup } from "../values/template.ts";
import { entry, isMapping, isSequence, mapping, placeOfKey, placeOfNode, SourceText, stringOf, withEntries } from "../yaml/node.ts";
import type { MappingNode, TreeNode } from "../yaml/node.ts";
import { addDefaults, resolvePaths } from "./complete.ts";
import { checkModel } from "./check-model.ts";
import { isRemoteResource } from "./extends.ts";
import { pathBelow } from "./layers.ts";
import type { Scope } from "./layers.ts";

const RESOURCES = ["services", "volumes", "networks", "secrets", "configs", "models"] as const;

interface Inclusion {
  readonly paths: readonly string[];
  readonly envFiles: readonly string[] | undefined;
  readonly projectDirectory: string | undefined;
  readonly place: Place;
  readonly index: number;
}

/** Reads a group of files; the phase that calls this one. */
type ReadFiles = (files: readonly SourceText[], scope: Scope) => MappingNode | undefined;

/** Replaces `include` by what the included projects declare. A name that exists on both sides must mean the same. */
export function applyIncludes(root: MappingNode, scope: Scope, file: SourceText, read: ReadFiles): MappingNode {
  const list = entry(root, "include");
  if (list === undefined) return root;
  // A wrong shape stays in place, so that the schema reports it.
  if (!isSequence(list)) return root;
  let result = withEntries(root, [["include", undefined]]);
  for (const [index, item] of list.items.entries()) {
    const inclusion = readInclusion(item, index);
    if (inclusion === undefined) return root;
    const imported = readIncluded(inclusion, scope, file, read);
    if (imported !== undefined) result = addResources(result, imported, scope, inclusion);
  }
  return result;
}

function readInclusion(item: TreeNode, index: number): Inclusion | undefined {
  const place = placeOfNode(item);
  const short = stringOf(item);
  if (short !== undefined) return { paths: [short], envFiles: undefined, projectDirectory: undefined, place, index };
  const paths = textsOf(entry(item, "path"));
  if (!isMapping(item) || paths === undefined) return undefined;
  return {
    paths,
    envFiles: textsOf(entry(item, "env_file")),
    projectDirectory: stringOf(entry(item, "project_directory")),
    place,
    index,
  };
}

function textsOf(node: TreeNode | undefined): readonly string[] | undefined {
  const single = stringOf(node);
  if (single !== undefined) return [single];
  if (!isSequence(node)) return undefined;
  const texts = node.items.map(stringOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function readIncluded(inclusion: Inclusion, scope: Scope, file: SourceText, readFiles: ReadFiles): MappingNode | undefined {
  const { session } = scope;
  const problem = (message: string, fix?: string): undefined => {
    const path = `include[${inclusion.index}]`;
    session.problems.push({ place: inclusion.place, path, message, ...(fix === undefined ? {} : { fix }) });
    return undefined;
  };
  const remote = inclusion.paths.find(isRemoteResource);
  if (remote !== undefined) {
    problem(`${JSON.stringify(remote)} is fetched from the network, which is not supported`, "copy the file");
    return;
  }
  const paths = inclusion.paths.map((path) => pathBelow(scope.workingDirectory, path));
  const [main] = paths;
  if (main === undefined) {
    problem("no path is given");
    return;
  }
  const including = [...scope.including, pathBelow(scope.workingDirectory, file.file)];
  if (including.includes(main)) {
    problem(`files include one another in a circle: ${[...including, main].join(" → ")}`);
    return;
  }
  const folder =
    inclusion.projectDirectory === undefined || inclusion.projectDirectory === ""
      ? posix.dirname(main)
      : pathBelow(scope.workingDirectory, inclusion.projectDirectory);
  const lookup = includedLookup(inclusion, folder, scope, problem);
  const files: SourceText[] = [];
  for (const path of paths) {
    const text = session.readFile(path);
    if (text === undefined) {
      problem(`the file ${path} does not exist`);
      return;
    }
    files.push(new SourceText(path, text));
  }
  const inner: Scope = { session, workingDirectory: folder, lookup, including: [...scope.including, main], circles: new Set() };
  const before = session.problems.length;
  const read = readFiles(files, inner);
  if (read === undefined || session.problems.length > before) return undefined;
  const complete = addDefaults(read);
  checkModel(complete, session.problems);
  return resolvePaths(complete, folder, session.home, session.mode, session.problems);
}

/** Included files see the project's variables first, then those of their own `.env`. */
function includedLookup(inclusion: Inclusion, folder: string, scope: Scope, problem: (message: string, fix?: string) => undefined): Lookup {
  const values = new Map<string, string>();
  const lookup: Lookup = (name) => scope.lookup(name) ?? values.get(name);
  const given = inclusion.envFiles?.map((path) => pathBelow(scope.workingDirectory, path));
  for (const path of given ?? [pathBelow(folder, ".env")]) {
    const text = scope.session.readFile(path);
    if (text === undefined) {
      if (given !== undefined) problem(`the file ${path} does not exist`);
      continue;
    }
    try {
      for (const [name, value] of parseDotenv(text, lookup)) values.set(name, value);
      if (scope.session.mode === "symbolic" && values.size > 0) {
        problem(
          `${path} gives the included files variables of their own, which a document that keeps its variables cannot carry`,
          "write the values into the files, or move the variables to the project",
        );
      }
    } catch (error) {
      if (!(error instanceof DotenvError)) throw error;
      scope.session.problems.push({ place: { file: path, line: error.line }, path: "", message: error.message });
    }
  }
  return lookup;
}

function addResources(root: MappingNode, imported: MappingNode, scope: Scope, inclusion: Inclusion): MappingNode {
  const changes: [string, TreeNode][] = [];
  for (const kind of RESOURCES) {
    const from = entry(imported, kind);
    if (!isMapping(from)) continue;
    const own = entry(root, kind);
    const entries = new Map(isMapping(own) ? own.entries : []);
    for (const [name, node] of from.entries) {
      const existing = entries.get(name);
      if (existing === undefined) entries.set(name, node);
      else if (!sameTree(existing, node)) {
        const where = node.origin.source.file;
        scope.session.problems.push({
          place: placeOfKey(existing),
          path: `${kind}.${name}`,
          message: `${name} is also declared in ${where}, which this file includes, and differs there`,
          fix: `rename one of them, or list an override of ${where} in include[${inclusion.index}].path`,
        });
      }
    }
    changes.push([kind, mapping(entries, (own ?? from).origin)]);
  }
  return withEntries(root, changes);
}

/** Whether two trees mean the same, wherever they stand. */
export function sameTree(a: TreeNode, b: TreeNode): boolean {
  if (a === b) return true;
  if (a.kind === "scalar" && b.kind === "scalar") return a.type === b.type && a.value === b.value;
  if (a.kind === "sequence" && b.kind === "sequence") {
    return a.items.length === b.items.length && a.items.every((item, index) => sameTree(item, b.items[index] ?? a));
  }
  if (a.kind !== "mapping" || b.kind !== "mapping" || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, value]) => {
    const other = b.entries.get(key);
    return other !== undefined && sameTree(value, other);
  });
}
