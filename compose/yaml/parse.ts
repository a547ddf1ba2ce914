import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit } from "yaml";
import type { Alias, Document, ParsedNode, YAMLMap, YAMLSeq } from "yaml";
import type { Problem } from "../problem.ts";
import { formatPath } from "../data-path.ts";
import { mapping, nothing, sequence } from "./node.ts";
import type { MappingNode, Origin, Path, ScalarNode, TreeNode, SourceText } from "./node.ts";
import { resolvePlain } from "./scalar.ts";
import type { PlainScalar } from "./scalar.ts";

/** One YAML document of a file: its tree and the paths that carried `!reset` or `!override`. */
export interface ParsedDocument {
  readonly root: TreeNode;
  readonly resets: readonly Path[];
}

/** The longest that aliases may make a document, in nodes; beyond it Compose calls the aliasing excessive. */
const LARGEST_TREE = 200_000;
const DEEPEST_TREE = 200;

/**
 * Phase 1: text → trees. Anchors and merge keys are resolved, `!reset` nodes are taken out, scalars are typed the way
 * Compose's reader does. A file may hold several documents; Compose treats the later ones as overrides of the first.
 * @param onStep called for every node that is made or merged; there are at most {@link LARGEST_TREE} of them
 */
export function parseYaml(source: SourceText, problems: Problem[], onStep: () => void = () => undefined): ParsedDocument[] {
  const stray = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(source.text);
  if (stray !== null) {
    problems.push({ place: source.place(stray.index), path: "", message: "control characters are not allowed in YAML" });
    return [];
  }
  let documents: readonly Document.Parsed[];
  try {
    documents = parseAllDocuments(source.text, {
      schema: "failsafe",
      prettyErrors: false,
      uniqueKeys: false,
      keepSourceTokens: false,
      logLevel: "silent",
    }) as readonly Document.Parsed[];
  } catch (error) {
    // The reader gives up by exception on a few inputs, for instance on nesting deeper than its stack.
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unknown reason";
    problems.push({ place: source.place(0), path: "", message: `the YAML cannot be read (${reason})` });
    return [];
  }
  const before = problems.length;
  for (const document of documents) reportSyntax(document, source, problems);
  if (problems.length > before) return [];
  return documents
    .filter((document) => document.contents !== null)
    .map((document) => new Reader(source, document, problems, onStep).read());
}

function reportSyntax(document: Document.Parsed, source: SourceText, problems: Problem[]): void {
  for (const [index, error] of document.errors.entries()) {
    // Once the reader is off the track, every token is unexpected; the first error is the one to mend.
    if (index > 0 && error.code === "UNEXPECTED_TOKEN") continue;
    const tab = error.code === "TAB_AS_INDENT" || source.text[error.pos[0]] === "\t";
    problems.push({
      place: source.place(error.pos[0]),
      path: "",
      message: tab ? "a tab stands where YAML needs blanks" : `YAML syntax: ${lowerFirst(error.message.split("\n")[0] ?? "")}`,
      ...(tab ? { fix: "indent with blanks" } : {}),
    });
  }
}

/** Ends the reading of a document: what an attacker wrote to be expanded without end is not walked any further. */
class Excess extends Error {
  readonly offset: number;
  readonly path: Path;

  constructor(message: string, offset: number, path: Path) {
    super(message);
    this.offset = offset;
    this.path = [...path];
  }
}

class Reader {
  readonly #source: SourceText;
  readonly #document: Document.Parsed;
  readonly #problems: Problem[];
  readonly #resets: Path[] = [];
  readonly #open = new Set<unknown>();
  readonly #onStep: () => void;
  readonly #targets: ReadonlyMap<unknown, unknown>;
  #count = 0;

  constructor(source: SourceText, document: Document.Parsed, problems: Problem[], onStep: () => void) {
    this.#source = source;
    this.#document = document;
    this.#problems = problems;
    this.#onStep = onStep;
    this.#targets = this.#resolveAliases();
  }

  read(): ParsedDocument {
    const contents: ParsedNode | null = this.#document.contents;
    try {
      const root = this.#node(contents, undefined, []);
      return { root: root ?? nothing({ source: this.#source, offset: 0 }), resets: this.#resets };
    } catch (error) {
      if (!(error instanceof Excess)) throw error;
      this.#problem(error.offset, error.path, error.message, "write the repeated part out");
      return { root: nothing({ source: this.#source, offset: 0 }), resets: [] };
    }
  }

  /** What each alias repeats, in one pass: the library would look through the document anew for every one of them. */
  #resolveAliases(): ReadonlyMap<unknown, unknown> {
    const targets = new Map<unknown, unknown>();
    const anchors = new Map<string, unknown>();
    visit(this.#document, {
      Node: (_key, node) => {
        if (isAlias(node)) targets.set(node, anchors.get(node.source));
        else if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
    return targets;
  }

  /** @throws Excess at the first node too many, so that nothing goes on walking */
  #step(offset: number, path: Path): void {
    this.#onStep();
    this.#count += 1;
    if (this.#count > LARGEST_TREE) throw new Excess("excessive aliasing", offset, path);
    if (path.length > DEEPEST_TREE) throw new Excess("the document is nested too deeply", offset, path);
  }

  /** The tree of one YAML node; undefined when `!reset` takes it away. */
  #node(node: unknown, key: number | undefined, path: Path): TreeNode | undefined {
    this.#step(key ?? 0, path);
    if (isAlias(node)) return this.#alias(node, key, path);
    const tag = isScalar(node) || isMap(node) || isSeq(node) ? node.tag : undefined;
    if (tag === "!reset") {
      this.#resets.push(path);
      return undefined;
    }
    if (tag === "!override") this.#resets.push(path);
    if (isMap(node)) return this.#mapping(node, key, path);
    if (isSeq(node)) return this.#sequence(node, key, path);
    if (isScalar(node)) {
      const origin: Origin = { source: this.#source, offset: node.range?.[0] ?? key ?? 0, key };
      const value = typeof node.value === "string" ? node.value : "";
      return this.#scalar(value, node.type === "PLAIN", tag === "!override" ? undefined : tag, origin, path);
    }
    return nothing({ source: this.#source, offset: key ?? 0, key });
  }

  #alias(node: Alias, key: number | undefined, path: Path): TreeNode | undefined {
    const at = node.range?.[0] ?? key ?? 0;
    const target = this.#targets.get(node);
    if (target === undefined) {
      this.#problem(at, path, `the anchor ${JSON.stringify(node.source)} is not defined before this alias`);
      return nothing({ source: this.#source, offset: at, key });
    }
    if (this.#open.has(target)) {
      this.#problem(at, path, `the alias ${JSON.stringify(node.source)} contains itself`);
      return nothing({ source: this.#source, offset: at, key });
    }
    return this.#node(target, key, path);
  }

  #sequence(node: YAMLSeq, key: number | undefined, path: Path): TreeNode {
    this.#open.add(node);
    const items: TreeNode[] = [];
    node.items.forEach((item, index) => {
      const child = this.#node(item, undefined, [...path, index]);
      if (child !== undefined) items.push(child);
    });
    this.#open.delete(node);
    return sequence(items, { source: this.#source, offset: node.range?.[0] ?? key ?? 0, key });
  }

  #mapping(node: YAMLMap, key: number | undefined, path: Path): MappingNode {
    this.#open.add(node);
    const entries = new Map<string, TreeNode>();
    const seen = new Map<string, number>();
    const merges: { readonly node: TreeNode; readonly at: number }[] = [];
    for (const pair of node.items) {
      const name = this.#key(pair.key, path);
      if (name === undefined) continue;
      const first = seen.get(name.text);
      if (first !== undefined) {
        const line = this.#source.place(first).line ?? 0;
        this.#problem(name.offset, [...path, name.text], `the key is already defined at line ${line}`, "keep one of them");
        continue;
      }
      seen.set(name.text, name.offset);
      if (name.merge) {
        const merged = this.#node(pair.value, name.offset, path);
        if (merged !== undefined) merges.push({ node: merged, at: name.offset });
        continue;
      }
      const child = this.#node(pair.value, name.offset, [...path, name.text]);
      if (child !== undefined) entries.set(name.text, child);
    }
    this.#open.delete(node);
    const origin: Origin = { source: this.#source, offset: node.range?.[0] ?? key ?? 0, key };
    for (const merged of merges) this.#merge(merged.node, merged.at, entries, path);
    return mapping(entries, origin);
  }

  /** `<<`: keys that are written out win; of several merged mappings the first wins. */
  #merge(merged: TreeNode, at: number, entries: Map<string, TreeNode>, path: Path): void {
    const mappings = merged.kind === "sequence" ? merged.items : [merged];
    for (const item of mappings) {
      if (item.kind !== "mapping") {
        this.#problem(at, path, "a merge key needs a mapping or a list of mappings");
        continue;
      }
      for (const [name, value] of item.entries) {
        this.#step(at, path);
        if (!entries.has(name)) entries.set(name, value);
      }
    }
  }

  #key(key: unknown, path: Path): { readonly text: string; readonly offset: number; readonly merge: boolean } | undefined {
    const node = isAlias(key) ? this.#targets.get(key) : key;
    const at = isAlias(key) || isScalar(key) || isMap(key) || isSeq(key) ? (key.range?.[0] ?? 0) : 0;
    if (!isScalar(node) || typeof node.value !== "string") {
      this.#problem(at, path, "a key must be text");
      return undefined;
    }
    const plain = node.type === "PLAIN" && (node.tag === undefined || node.tag === "tag:yaml.org,2002:str" || node.tag === "?");
    if (plain && node.value === "<<") return { text: "<<", offset: at, merge: true };
    const type = plain && !isTagged(node.tag) ? resolvePlain(node.value).type : "string";
    if (type !== "string") {
      this.#problem(at, path, `the key ${node.value === "" ? "(empty)" : node.value} is not text`, "put it in quotes");
      return undefined;
    }
    return { text: node.value, offset: at, merge: false };
  }

  #scalar(value: string, plain: boolean, tag: string | undefined, origin: Origin, path: Path): ScalarNode {
    const typed = this.#typed(value, plain, tag, origin, path);
    return { kind: "scalar", type: typed.type, value: typed.value, origin };
  }

  #typed(value: string, plain: boolean, tag: string | undefined, origin: Origin, path: Path): PlainScalar {
    if (!isTagged(tag)) return plain ? resolvePlain(value) : { type: "string", value };
    const short = tag?.replace("tag:yaml.org,2002:", "!!") ?? "";
    if (short === "!!str" || short === "!") return { type: "string", value };
    if (short === "!!binary") return { type: "string", value: Buffer.from(value, "base64").toString("utf8") };
    const resolved = resolvePlain(value);
    if (`!!${resolved.type}` === short) return resolved;
    if (short === "!!timestamp" && resolved.type === "time") return resolved;
    if (short === "!!float" && resolved.type === "int") return { type: "float", value: Number(resolved.value) };
    this.#problem(origin.offset, path, `the value ${JSON.stringify(value)} does not fit its tag ${short}`);
    return { type: "string", value };
  }

  #problem(offset: number, path: Path, message: string, fix?: string): void {
    this.#problems.push({
      place: this.#source.place(offset),
      path: formatPath(path),
      message,
      ...(fix === undefined ? {} : { fix }),
    });
  }
}

/** With the failsafe schema the reader reports `!!str` on nodes that carry no tag at all in the text. */
function isTagged(tag: string | undefined): boolean {
  return tag !== undefined && tag !== "?";
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
