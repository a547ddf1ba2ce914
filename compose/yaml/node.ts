import type { Place } from "../problem.ts";

/** One text that was parsed; it turns offsets into lines and columns only when somebody asks. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** The place of an offset; both line and column count from 1. */
  place(offset: number): Place {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    const bounded = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= bounded) low = middle;
      else high = middle - 1;
    }
    return { file: this.file, line: low + 1, column: bounded - (starts[low] ?? 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Where a node stands: the offset of its value and, inside a mapping, of its key. */
export interface Origin {
  readonly source: SourceText;
  readonly offset: number;
  readonly key?: number | undefined;
}

/** What YAML says a scalar is. `time` is a timestamp, which Compose takes nowhere but in an `x-` field. */
export type ScalarType = "string" | "int" | "float" | "bool" | "null" | "time";

export interface ScalarNode {
  readonly kind: "scalar";
  readonly type: ScalarType;
  /** An integer beyond 2^53 is a bigint, so that no digit is lost. */
  readonly value: string | number | bigint | boolean | null;
  readonly origin: Origin;
}

export interface SequenceNode {
  readonly kind: "sequence";
  readonly items: readonly TreeNode[];
  readonly origin: Origin;
}

export interface MappingNode {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, TreeNode>;
  readonly origin: Origin;
}

/** The tree every phase works on. Nodes are never changed in place, so subtrees may be shared. */
export type TreeNode = ScalarNode | SequenceNode | MappingNode;

/** A path of keys and indices inside a document. */
export type Path = readonly (string | number)[];

/**
 * The path of the node that a walk is at: what descends pushes a part and pops it afterwards, so that nothing is copied
 * while nothing is wrong. Whoever keeps it has to copy it.
 */
export type PathStack = (string | number)[];

export function mapping(entries: ReadonlyMap<string, TreeNode>, origin: Origin): MappingNode {
  return { kind: "mapping", entries, origin };
}

export function sequence(items: readonly TreeNode[], origin: Origin): SequenceNode {
  return { kind: "sequence", items, origin };
}

export function text(value: string, origin: Origin): ScalarNode {
  return { kind: "scalar", type: "string", value, origin };
}

export function integer(value: number, origin: Origin): ScalarNode {
  return { kind: "scalar", type: "int", value, origin };
}

export function flag(value: boolean, origin: Origin): ScalarNode {
  return { kind: "scalar", type: "bool", value, origin };
}

export function nothing(origin: Origin): ScalarNode {
  return { kind: "scalar", type: "null", value: null, origin };
}

/** A copy of the node that stands somewhere else. */
export function moved<N extends TreeNode>(node: N, origin: Origin): N {
  return { ...node, origin };
}

/** A mapping with some entries replaced or added; an `undefined` value takes the entry away. */
export function withEntries(node: MappingNode, changes: Iterable<readonly [string, TreeNode | undefined]>): MappingNode {
  const entries = new Map(node.entries);
  for (const [key, value] of changes) {
    if (value === undefined) entries.delete(key);
    else entries.set(key, value);
  }
  return mapping(entries, node.origin);
}

export function isMapping(node: TreeNode | undefined): node is MappingNode {
  return node?.kind === "mapping";
}

export function isSequence(node: TreeNode | undefined): node is SequenceNode {
  return node?.kind === "sequence";
}

export function isNull(node: TreeNode | undefined): boolean {
  return node?.kind === "scalar" && node.type === "null";
}

/** The text of a string scalar; undefined for everything else, numbers included. */
export function stringOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === "scalar" && node.type === "string" ? String(node.value) : undefined;
}

/** The entry of a mapping; undefined when the node is no mapping or has no such key. */
export function entry(node: TreeNode | undefined, key: string): TreeNode | undefined {
  return node?.kind === "mapping" ? node.entries.get(key) : undefined;
}

/** The place a reader should look at: the value of a scalar, the key of a block. */
export function placeOfNode(node: TreeNode): Place {
  const { origin } = node;
  return origin.source.place(node.kind === "scalar" ? origin.offset : (origin.key ?? origin.offset));
}

/** The place of a node's key, or of the node when it has none. */
export function placeOfKey(node: TreeNode): Place {
  return node.origin.source.place(node.origin.key ?? node.origin.offset);
}
