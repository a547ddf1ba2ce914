import { posix } from "node:path";
import type { Problem } from "../problem.ts";
import type { SoundNodes } from "../schema/check.ts";
import type { Lookup } from "../values/template.ts";
import { isMapping, mapping } from "../yaml/node.ts";
import type { MappingNode, Path, SourceText, TreeNode } from "../yaml/node.ts";
import type { ParsedDocument } from "../yaml/parse.ts";
import type { VariableMode } from "./canonicalise.ts";

/** What all phases of one resolution share. */
export interface Session {
  readonly mode: VariableMode;
  readonly workingDirectory: string;
  readonly home: string | undefined;
  readonly lookup: Lookup;
  readonly readFile: (path: string) => string | undefined;
  readonly problems: Problem[];
  readonly warnings: Problem[];
  /** Every source that was read, in reading order, for the list of variables. */
  readonly documents: ParsedDocument[];
  /** What the schema has found right: each file is checked together with everything below it. */
  readonly sound: SoundNodes;
}

/** How a group of files is read; included files differ from the project's own in these. */
export interface Scope {
  readonly session: Session;
  readonly workingDirectory: string;
  readonly lookup: Lookup;
  /** The files whose `include` led here, to find a cycle. */
  readonly including: readonly string[];
  /** Services whose circle of `extends` has been reported. */
  readonly circles: Set<string>;
}

/** The path of a file that another file names: relative ones start at the working directory. */
export function pathBelow(folder: string, path: string): string {
  return path.startsWith("/") ? posix.normalize(path) : posix.join(folder, path);
}

/** Takes away what `!reset` and `!override` of a later document point at. List items are never matched. */
export function applyResets<N extends TreeNode>(root: N, resets: readonly Path[]): N {
  let result: TreeNode = root;
  for (const path of resets) result = removeAt(result, path);
  return result as N;
}

function removeAt(node: TreeNode, path: Path): TreeNode {
  const [head, ...tail] = path;
  if (!isMapping(node) || typeof head !== "string") return node;
  const child = node.entries.get(head);
  if (child === undefined) return node;
  const entries = new Map(node.entries);
  if (tail.length === 0) entries.delete(head);
  else entries.set(head, removeAt(child, tail));
  return mapping(entries, node.origin);
}

/** An empty document to merge the first file into. */
export function emptyDocument(source: SourceText): MappingNode {
  return mapping(new Map(), { source, offset: 0 });
}
