import { mapping, nothing, sequence, text as textNode } from "./node.ts";
import type { MappingNode, Path, ScalarNode, SourceText, TreeNode } from "./node.ts";
import { isPlainText, resolvePlain } from "./scalar.ts";

/**
 * A reader for the plain part of YAML that most Compose files are written in: block mappings and lists, one-line scalars
 * and one-line flow collections. It is about ten times as fast as the full reader. Whatever it is not sure of (anchors,
 * tags, block scalars, several lines, errors) makes it give up, and the full reader takes over; it never guesses.
 * @returns undefined when the text is not plain enough.
 */
export function readPlainYaml(source: SourceText): { readonly root: MappingNode; readonly resets: readonly Path[] } | undefined {
  // Control characters, a byte order mark and other line breaks are for the full reader.
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/.test(source.text)) return undefined;
  try {
    const reader = new PlainReader(source);
    return { root: reader.read(), resets: reader.resets };
  } catch (error) {
    if (error === GIVE_UP) return undefined;
    throw error;
  }
}

const GIVE_UP = new Error("not plain enough");
const MOST_NESTED = 50;

const EXCLAMATION = 33;
const SPACE = 32;
const NEWLINE = 10;
const HASH = 35;
const COLON = 58;
const DASH = 45;
const COMMA = 44;
const QUOTE = 34;
const APOSTROPHE = 39;

/** The two tags of Compose. */
const TAG = /!(?:reset|override)(?= |\n|$)/y;
/** What a key may be made of here: nothing that could be an indicator or end it early. */
const KEY = /[A-Za-z0-9_./-]+(?=:(?: |\n|$))/y;
/** A key inside a flow mapping. */
const FLOW_KEY = /[A-Za-z0-9_./-]+(?=: )/y;
/** A text in quotes without escapes, on one line. */
const DOUBLE = /"[^"\\\n]*"/y;
const SINGLE = /'[^'\n]*'/y;
/** How a plain scalar begins; it goes on to a comment or the end of its line. */
const PLAIN = /[^\s#,[\]{}&*!|>'"%@`?:-]|-[^\s-]/y;
const FLOW_PLAIN = /[A-Za-z0-9_./$+~=-][^,[\]{}\n"'#&*!|>%@`?]*/y;

class PlainReader {
  readonly #source: SourceText;
  readonly #text: string;
  /** The paths that carry `!reset` or `!override`. */
  readonly resets: Path[] = [];
  readonly #path: string[] = [];
  #at = 0;
  /** Behind a line: how deep the next one with content is, on whose first character `#at` stands; -1 at the end. */
  #indent = -1;
  /** How many lists are open around the current place. */
  #lists = 0;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  read(): MappingNode {
    this.#nextLine();
    if (this.#indent !== 0) throw GIVE_UP;
    const root = this.#mapping(0, undefined, 0);
    if (this.#at < this.#text.length) throw GIVE_UP;
    return root;
  }

  /** From the start of a line to the next content, over blank lines and comments. */
  #nextLine(): void {
    const text = this.#text;
    let start = this.#at;
    for (;;) {
      let end = start;
      while (text.charCodeAt(end) === SPACE) end += 1;
      const code = text.charCodeAt(end);
      if (code === HASH) {
        const line = text.indexOf("\n", end);
        start = line === -1 ? text.length : line + 1;
      } else if (code === NEWLINE) start = end + 1;
      else {
        this.#at = end;
        this.#indent = end >= text.length ? -1 : end - start;
        return;
      }
    }
  }

  /** The entries of a block mapping, on whose first key `#at` stands. */
  #mapping(indent: number, key: number | undefined, depth: number): MappingNode {
    if (depth > MOST_NESTED) throw GIVE_UP;
    const offset = this.#at;
    const entries = new Map<string, TreeNode>();
    let gone: Set<string> | undefined;
    do {
      const name = this.#at;
      const text = this.#key();
      if (entries.has(text) || gone?.has(text) === true) throw GIVE_UP;
      this.#path.push(text);
      const value = this.#value(indent, name, depth);
      this.#path.pop();
      if (value === undefined) (gone ??= new Set()).add(text);
      else entries.set(text, value);
    } while (this.#continues(indent));
    return mapping(entries, { source: this.#source, offset, key });
  }

  /** Whether the next line belongs to the block. */
  #continues(indent: number): boolean {
    if (this.#indent > indent) throw GIVE_UP;
    return this.#indent === indent;
  }

  #key(): string {
    const code = this.#text.charCodeAt(this.#at);
    let text: string;
    if (code === QUOTE || code === APOSTROPHE) {
      text = this.#quoted(code);
      const after = this.#text.charCodeAt(this.#at + 1);
      if (this.#text.charCodeAt(this.#at) !== COLON || !(after === SPACE || after === NEWLINE || Number.isNaN(after))) throw GIVE_UP;
    } else {
      text = this.#match(KEY);
      if (code === DASH || text.startsWith("...") || !isPlainText(text)) throw GIVE_UP;
    }
    this.#at += 1;
    return text;
  }

  /** What stands behind a key's colon; undefined when `!reset` takes it away. */
  #value(indent: number, key: number, depth: number): TreeNode | undefined {
    const behind = this.#at;
    this.#blanks();
    if (this.#text.charCodeAt(this.#at) !== EXCLAMATION) return this.#untagged(indent, key, depth, behind);
    // Inside a list a path has an index, which this reader does not count.
    if (this.#lists > 0) throw GIVE_UP;
    const tag = this.#match(TAG);
    this.resets.push([...this.#path]);
    const before = this.resets.length;
    const tagged = this.#at;
    this.#blanks();
    const node = this.#untagged(indent, key, depth, tagged);
    if (this.resets.length !== before || (node.kind === "scalar" && node.type === "null")) throw GIVE_UP;
    return tag === "!reset" ? undefined : node;
  }

  /** A value without a tag; `behind` is where its key or its tag ended, and `#at` stands behind the blanks that follow. */
  #untagged(indent: number, key: number, depth: number, behind: number): TreeNode {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== NEWLINE && code !== HASH && this.#at < this.#text.length) return this.#inline(indent, key, depth);
    if (code === HASH && this.#at === behind) throw GIVE_UP;
    this.#endLine();
    const next = this.#indent;
    const list = this.#startsItem();
    if (next > indent) return list ? this.#sequence(next, key, depth + 1) : this.#mapping(next, key, depth + 1);
    if (next === indent && list) return this.#sequence(next, key, depth + 1);
    return nothing({ source: this.#source, offset: behind, key });
  }

  #startsItem(): boolean {
    if (this.#text.charCodeAt(this.#at) !== DASH) return false;
    const after = this.#text.charCodeAt(this.#at + 1);
    return after === SPACE || after === NEWLINE || Number.isNaN(after);
  }

  #sequence(indent: number, key: number | undefined, depth: number): TreeNode {
    if (depth > MOST_NESTED) throw GIVE_UP;
    const offset = this.#at;
    const items: TreeNode[] = [];
    this.#lists += 1;
    // Behind a list at its key's own indentation the next key follows.
    do items.push(this.#item(indent, depth));
    while (this.#continues(indent) && this.#startsItem());
    this.#lists -= 1;
    return sequence(items, { source: this.#source, offset, key });
  }

  #item(indent: number, depth: number): TreeNode {
    this.#at += 1;
    const dash = this.#at;
    this.#blanks();
    const code = this.#text.charCodeAt(this.#at);
    // An item below its dash, or a list in a list, is rare enough for the full reader.
    if (code === NEWLINE || code === HASH || this.#at >= this.#text.length || this.#startsItem()) throw GIVE_UP;
    const inner = indent + 1 + (this.#at - dash);
    KEY.lastIndex = this.#at;
    if (KEY.test(this.#text)) return this.#mapping(inner, undefined, depth + 1);
    return this.#inline(indent, undefined, depth);
  }

  /** A scalar or a flow collection on the rest of the line. */
  #inline(indent: number, key: number | undefined, depth: number): TreeNode {
    const offset = this.#at;
    const code = this.#text.charCodeAt(this.#at);
    let node: TreeNode;
    if (code === QUOTE || code === APOSTROPHE) node = textNode(this.#quoted(code), { source: this.#source, offset, key });
    else if (code === 91 || code === 123) node = this.#flow(key, depth + 1);
    else node = this.#scalar(this.#plain(), offset, key);
    this.#endLine();
    // A deeper line behind a scalar would be its continuation.
    if (this.#indent > indent) throw GIVE_UP;
    return node;
  }

  #scalar(plain: string, offset: number, key: number | undefined): ScalarNode {
    const { type, value } = resolvePlain(plain);
    return { kind: "scalar", type, value, origin: { source: this.#source, offset, key } };
  }

  /** A plain scalar up to a comment or the end of its line, where `#at` stands afterwards. */
  #plain(): string {
    const begin = this.#at;
    PLAIN.lastIndex = begin;
    if (!PLAIN.test(this.#text)) throw GIVE_UP;
    const end = this.#text.indexOf("\n", begin);
    const whole = this.#text.slice(begin, end === -1 ? this.#text.length : end);
    const comment = whole.indexOf(" #");
    const value = (comment === -1 ? whole : whole.slice(0, comment)).trimEnd();
    // A key in a list item that the key's pattern did not take looks like this, too.
    if (value.includes(": ") || value.endsWith(":")) throw GIVE_UP;
    this.#at = begin + value.length;
    return value;
  }

  #quoted(code: number): string {
    return this.#match(code === QUOTE ? DOUBLE : SINGLE).slice(1, -1);
  }

  #flow(key: number | undefined, depth: number): TreeNode {
    if (depth > MOST_NESTED) throw GIVE_UP;
    return this.#text.charCodeAt(this.#at) === 91 ? this.#flowSequence(key, depth) : this.#flowMapping(key, depth);
  }

  #flowSequence(key: number | undefined, depth: number): TreeNode {
    const offset = this.#at;
    const items: TreeNode[] = [];
    this.#at += 1;
    this.#blanks();
    while (this.#text.charCodeAt(this.#at) !== 93) {
      items.push(this.#flowValue(undefined, depth));
      if (!this.#comma(93)) break;
    }
    this.#at += 1;
    return sequence(items, { source: this.#source, offset, key });
  }

  #flowMapping(key: number | undefined, depth: number): TreeNode {
    const offset = this.#at;
    const entries = new Map<string, TreeNode>();
    this.#at += 1;
    this.#blanks();
    while (this.#text.charCodeAt(this.#at) !== 125) {
      const name = this.#at;
      const text = this.#match(FLOW_KEY);
      if (entries.has(text) || text.startsWith("-") || !isPlainText(text)) throw GIVE_UP;
      this.#at += 1;
      this.#blanks();
      entries.set(text, this.#flowValue(name, depth));
      if (!this.#comma(125)) break;
    }
    this.#at += 1;
    return mapping(entries, { source: this.#source, offset, key });
  }

  #flowValue(key: number | undefined, depth: number): TreeNode {
    const offset = this.#at;
    const code = this.#text.charCodeAt(this.#at);
    if (code === 91 || code === 123) return this.#flow(key, depth + 1);
    if (code === QUOTE || code === APOSTROPHE) {
      const node = textNode(this.#quoted(code), { source: this.#source, offset, key });
      if (this.#text.charCodeAt(this.#at) === COLON) throw GIVE_UP;
      return node;
    }
    const value = this.#match(FLOW_PLAIN).trimEnd();
    if (value.includes(": ") || value.endsWith(":") || /^-(?:$|[\s-])/.test(value)) throw GIVE_UP;
    return this.#scalar(value, offset, key);
  }

  /** Takes the comma between two items. @returns false at the closing bracket. */
  #comma(close: number): boolean {
    this.#blanks();
    const code = this.#text.charCodeAt(this.#at);
    if (code === close) return false;
    if (code !== COMMA) throw GIVE_UP;
    this.#at += 1;
    this.#blanks();
    return true;
  }

  #blanks(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at += 1;
  }

  /** To the next line; nothing but a comment may stand on the rest of this one. */
  #endLine(): void {
    const from = this.#at;
    this.#blanks();
    const code = this.#text.charCodeAt(this.#at);
    if (code === HASH && (this.#at > from || from === 0)) {
      const end = this.#text.indexOf("\n", this.#at);
      this.#at = end === -1 ? this.#text.length : end;
    } else if (code !== NEWLINE && this.#at < this.#text.length) throw GIVE_UP;
    if (this.#at < this.#text.length) this.#at += 1;
    this.#nextLine();
  }

  #match(pattern: RegExp): string {
    const begin = this.#at;
    pattern.lastIndex = begin;
    if (!pattern.test(this.#text)) throw GIVE_UP;
    this.#at = pattern.lastIndex;
    return this.#text.slice(begin, this.#at);
  }
}
