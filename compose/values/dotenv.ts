import { substitute, TemplateError } from "./template.ts";
import type { Lookup } from "./template.ts";

/** Thrown by {@link parseDotenv}. */
export class DotenvError extends Error {
  /** The line in the file, from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Blanks that do not end a line. */
const BLANK = /[\t\v\f\r \u0085\u00a0]/;

/**
 * Reads a `.env` or `env_file` in Compose's dialect: `KEY=value`, `KEY: value`, `export KEY=value`, comments, a bare
 * `KEY` that takes its value from the environment; single quotes are literal, double quotes know escapes and variables,
 * both may span lines; ` #` ends an unquoted value. Variables look at `lookup` first, then at earlier lines.
 * @param known values that lines may refer to, for instance those of a file read before.
 * @throws DotenvError for a key with a strange character, an open quote or a broken variable.
 */
export function parseDotenv(text: string, lookup: Lookup, known: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const values = new Map(known);
  const source = text.startsWith("\ufeff") ? text.slice(1) : text;
  let at = 0;
  for (;;) {
    at = statementStart(source, at);
    if (at >= source.length) return values;
    const line = lineOf(source, at);
    const key = readKey(source, at, line);
    at = key.end;
    if (key.inherited) {
      const value = lookup(key.name);
      if (value !== undefined) values.set(key.name, value);
      continue;
    }
    const value = readValue(source, at, (name) => lookup(name) ?? values.get(name));
    values.set(key.name, value.text);
    at = value.end;
  }
}

/**
 * `format: raw`: everything behind the first `=` is the value, quotes, dollars and blanks included; a bare `KEY` takes
 * its value from the environment.
 * @throws DotenvError for a line without a name or with a blank in the name.
 */
export function parseRawEnv(text: string, lookup: Lookup, known: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const values = new Map(known);
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (const [index, whole] of lines.entries()) {
    const line = whole.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const at = line.indexOf("=");
    const key = at === -1 ? line : line.slice(0, at);
    if (key === "") throw new DotenvError("a line has no name before its =", index + 1);
    if (/[ \t]/.test(key)) throw new DotenvError(`the name ${JSON.stringify(key)} contains a blank`, index + 1);
    const value = at === -1 ? lookup(key) : line.slice(at + 1);
    if (value !== undefined) values.set(key, value);
  }
  return values;
}

function lineOf(source: string, at: number): number {
  let line = 1;
  for (let next = source.indexOf("\n"); next !== -1 && next < at; next = source.indexOf("\n", next + 1)) line += 1;
  return line;
}

function statementStart(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (/\s|\u0085/u.test(source.charAt(at))) at += 1;
    else if (source[at] === "#") {
      const end = source.indexOf("\n", at);
      if (end === -1) return source.length;
      at = end;
    } else return at;
  }
  return at;
}

function readKey(source: string, from: number, line: number): { readonly name: string; readonly end: number; readonly inherited: boolean } {
  let start = from;
  if (/^export\s/.test(source.slice(start, start + 7))) {
    start += "export".length;
    while (start < source.length && BLANK.test(source.charAt(start))) start += 1;
  }
  for (let at = start; at < source.length;) {
    const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
    if (character === "=" || character === ":" || character === "\n") {
      const name = source.slice(start, at).replace(/(?<![\s\u0085])[\s\u0085]+$/u, "");
      if (name.includes(" ")) throw new DotenvError(`the key ${JSON.stringify(name)} contains a blank`, line);
      let end = at + 1;
      while (end < source.length && BLANK.test(source.charAt(end))) end += 1;
      return { name, end, inherited: character === "\n" };
    }
    if (!BLANK.test(character) && !/[_.\-[\]]|\p{L}|\p{N}/u.test(character)) {
      const shown = source.slice(start).split("\n", 1)[0] ?? "";
      // The rest of the line may be a secret, so only the key is shown.
      const key = shown.split(/[=:]/, 1)[0] ?? "";
      throw new DotenvError(`the character ${JSON.stringify(character)} is not allowed in the key ${JSON.stringify(key)}`, line);
    }
    at += character.length;
  }
  // A last line with neither `=` nor an end of line: Compose takes it as the value of the empty name.
  return { name: "", end: start, inherited: false };
}

function readValue(source: string, from: number, lookup: Lookup): { readonly text: string; readonly end: number } {
  const quote = source[from];
  if (quote !== '"' && quote !== "'") {
    const newline = source.indexOf("\n", from);
    const end = newline === -1 ? source.length : newline;
    const whole = source.slice(from, end);
    const comment = whole.indexOf(" #");
    const value = (comment === -1 ? whole : whole.slice(0, comment)).replace(/(?<![\s\u0085])[\s\u0085]+$/u, "");
    return { text: expand(value, lookup, source, from), end: newline === -1 ? end : end + 1 };
  }
  let value = "";
  let escaped = false;
  for (let at = from + 1; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character !== quote) {
      if (!escaped && character === "\\") {
        escaped = true;
        continue;
      }
      value += escaped ? `\\${character}` : character;
      escaped = false;
    } else if (escaped) {
      value += character;
      escaped = false;
    } else {
      const text = quote === '"' ? expand(expandEscapes(value), lookup, source, from) : value;
      return { text, end: at + 1 };
    }
  }
  throw new DotenvError("a quoted value is not closed", lineOf(source, from));
}

function expand(value: string, lookup: Lookup, source: string, at: number): string {
  try {
    return substitute(value, lookup);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new DotenvError(error.message, lineOf(source, at));
  }
}

/** What a letter behind a backslash stands for in a quoted value. */
export const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

/** The escapes of a double-quoted value; `\$` becomes `$$`, which the expansion afterwards turns into a dollar. */
function expandEscapes(value: string): string {
  return value.replace(/\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g, (match, letter: string | undefined, octal: string | undefined) => {
    if (letter === "$") return "$$";
    if (letter !== undefined) return ESCAPES[letter] ?? match;
    if (octal === undefined || !/^[0-7]{3}$/.test(octal)) return octal === undefined ? match : `\\${octal}`;
    const code = Number.parseInt(octal, 8);
    return code > 255 ? match : String.fromCharCode(code);
  });
}
