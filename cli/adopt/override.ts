import { Document, isMap, isScalar, isSeq, parseDocument, Scalar } from "yaml";
import type { YAMLSeq } from "yaml";
import type { Json } from "../../provider/docker/json.ts";
import { ExpectedError } from "../../setup/expected.ts";

/** One change of an override. */
export interface Edit {
  /** Keys from the top: `services`, the service, the attribute and what is below it. */
  readonly path: readonly string[];
  /** What has to stand there; `gone` takes it out, `reset` takes it out of what lies below, too. */
  readonly value: Json | typeof GONE | typeof RESET;
}

export const GONE = Symbol("gone");
export const RESET = Symbol("reset");

/** Lists that an override replaces anyway; every other one would be appended to. */
const REPLACED = new Set(["command", "entrypoint", "test"]);

/**
 * The text of an override with changes made to it. Comments, the order of keys and, for a value that takes the place of
 * another, every other character stay as they are.
 * @param text of the file, empty for a new one
 * @throws ExpectedError when the file is written in a way that cannot be changed by machine (an alias in the way)
 */
export function editOverride(text: string, edits: readonly Edit[]): string {
  return edits.reduce(editOne, text);
}

function editOne(text: string, { path, value }: Edit): string {
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) throw new ExpectedError(`the override is no YAML: ${error.message.split("\n")[0] ?? ""}`);
  const list = document.getIn(path.slice(0, -1), true);
  // `environment` and `labels` may be lists of `NAME=value`.
  if (isSeq(list)) return editPair(text, document, list, path, value);
  const known = document.getIn(path, true);
  if (typeof value !== "symbol" && !isContainer(value) && isScalar(known)) {
    const spliced = splice(text, known, value);
    if (spliced !== undefined) return spliced;
  }
  try {
    if (value === GONE) remove(document, path);
    else {
      makeWay(document, path);
      document.setIn(path, nodeOf(document, path, value));
    }
  } catch {
    throw new ExpectedError(
      `${path.join(".")} of the override cannot be changed by machine: an alias or another value is in the way; fix: write it there by hand`,
    );
  }
  return document.toString({ lineWidth: 0 });
}

/** Puts another scalar exactly where one stands. Undefined where more than its own text would have to change. */
function splice(text: string, known: Scalar, value: Json): string | undefined {
  const { range, anchor, tag, type } = known;
  if (
    range == null ||
    range[0] === range[1] ||
    anchor !== undefined ||
    tag !== undefined ||
    type === Scalar.BLOCK_FOLDED ||
    type === Scalar.BLOCK_LITERAL
  )
    return undefined;
  const scalar = new Scalar(value);
  // A text of several lines would become a block, of which the blank lines at its end belong to the value.
  if (typeof value === "string" && value.includes("\n")) scalar.type = Scalar.QUOTE_DOUBLE;
  else if (typeof value === "string" && type !== undefined) scalar.type = type;
  const written = new Document(scalar).toString({ lineWidth: 0 }).trimEnd();
  return written.includes("\n") ? undefined : `${text.slice(0, range[0])}${written}${text.slice(range[1])}`;
}

function editPair(text: string, document: Document.Parsed, list: YAMLSeq, path: readonly string[], value: Edit["value"]): string {
  const name = path.at(-1) ?? "";
  const index = list.items.findIndex(
    (item) => isScalar(item) && typeof item.value === "string" && (item.value === name || item.value.startsWith(`${name}=`)),
  );
  const item = list.items[index];
  if (typeof value === "symbol") {
    if (value === RESET)
      throw new ExpectedError(
        `${path.join(".")}: the override writes a list there, which cannot take out what lies below; fix: write it as a mapping`,
      );
    if (index !== -1) list.delete(index);
    return document.toString({ lineWidth: 0 });
  }
  const pair = `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`;
  if (isScalar(item)) {
    const spliced = splice(text, item, pair);
    if (spliced !== undefined) return spliced;
    item.value = pair;
  } else list.add(document.createNode(pair));
  return document.toString({ lineWidth: 0 });
}

/** Takes a key out, and with it what then would be empty: an empty mapping says nothing. */
function remove(document: Document.Parsed, path: readonly string[]): void {
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  for (let length = path.length - 1; length > 1; length--) {
    const around = document.getIn(path.slice(0, length), true);
    if (!isMap(around) || around.items.length > 0) return;
    document.deleteIn(path.slice(0, length));
  }
}

/** A key without a value (`web:`) is a scalar of nothing, into which nothing can be put. */
function makeWay(document: Document.Parsed, path: readonly string[]): void {
  for (let length = 1; length < path.length; length++) {
    const node = document.getIn(path.slice(0, length), true);
    if (isScalar(node) && node.value === null) document.setIn(path.slice(0, length), document.createNode({}));
  }
}

function nodeOf(document: Document.Parsed, path: readonly string[], value: Exclude<Edit["value"], typeof GONE>): unknown {
  if (value === RESET) {
    const node = document.createNode(null);
    node.tag = "!reset";
    return node;
  }
  const node = document.createNode(value);
  if (isSeq(node) && !REPLACED.has(path.at(-1) ?? "")) node.tag = "!override";
  return node;
}

function isContainer(value: Json): boolean {
  return typeof value === "object" && value !== null;
}
