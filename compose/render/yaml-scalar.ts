import { resolvePlain } from "../yaml/scalar.ts";

/** Words that old YAML readers take for booleans; Compose quotes them for their sake. */
const OLD_BOOLEANS = new Set(["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"]);
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** How one text may be written. */
interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/**
 * A text as Compose's YAML writer puts it: plain where that reads back as the same text, `|` for several lines, quotes
 * otherwise.
 * @param indent blanks before the lines of a `|` block.
 */
export function writeText(value: string, indent: number, isKey: boolean): string {
  const analysis = analyse(value);
  const multiline = value.includes("\n");
  if (multiline && !isKey && analysis.block) return writeLiteral(value, indent);
  if (multiline || !canBePlain(value)) return writeDouble(value);
  if (analysis.plain && value !== "") return value;
  return analysis.single ? writeSingle(value, indent) : writeDouble(value);
}

function canBePlain(value: string): boolean {
  return resolvePlain(value).type === "string" && !OLD_BOOLEANS.has(value) && !BASE_60.test(value);
}

function analyse(value: string): Analysis {
  const indicators =
    /^(?:---|\.\.\.)/.test(value) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(value) ||
    /^[?:-](?:[ \t]|$)/.test(value) ||
    /:(?:[ \t]|$)/.test(value.slice(1)) ||
    /(?:[ \t\n\r\u0085\u2028\u2029])#/.test(value);
  const edges = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(value);
  const breaks = /[\n\r\u0085\u2028\u2029]/.test(value);
  const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(value);
  const spaceBreak = / [\n\r\u0085\u2028\u2029]/.test(value);
  const tabs = value.includes("\t");
  const special = UNPRINTABLE.test(value.replaceAll("\t", ""));
  return {
    plain: !(indicators || edges || breaks || tabs || special),
    single: !(breakSpace || spaceBreak || tabs || special),
    block: !(value.endsWith(" ") || spaceBreak || special),
  };
}

/** What the writer escapes: control characters, the byte order mark, lone surrogates and everything beyond the BMP. */
const UNPRINTABLE = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function writeLiteral(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? "2" : "";
  const chomp = !value.endsWith("\n") ? "-" : value === "\n" || value.endsWith("\n\n") ? "+" : "";
  const body = value.endsWith("\n") ? value.slice(0, -1) : value;
  const padding = " ".repeat(indent);
  const lines = body.split("\n").map((line) => (line === "" ? "" : padding + line));
  return `|${hint}${chomp}\n${lines.join("\n")}`;
}

/** Line separators count as line breaks, behind which the writer indents; a reader folds that away again. */
function writeSingle(value: string, indent: number): string {
  const padding = " ".repeat(indent);
  return `'${value.replaceAll("'", "''").replace(/[\u2028\u2029]+/g, (breaks) => breaks + padding)}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\u0000": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001b": "\\e",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
  "\u0085": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function writeDouble(value: string): string {
  let out = "";
  for (const character of value) {
    const escape = ESCAPES[character];
    if (escape !== undefined) out += escape;
    else if (!UNPRINTABLE.test(character)) out += character;
    else {
      const code = character.codePointAt(0) ?? 0;
      const hex = code.toString(16).toUpperCase();
      out += code <= 0xff ? `\\x${hex.padStart(2, "0")}` : code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
    }
  }
  return `"${out}"`;
}

/** Go's order of keys: digits inside texts compare as numbers, letters come after everything else. */
export function compareKeys(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  let digits = false;
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const ours = left[at] ?? "";
    const theirs = right[at] ?? "";
    if (ours === theirs) {
      digits = /\p{Nd}/u.test(ours);
      continue;
    }
    const ourLetter = /\p{L}/u.test(ours);
    const theirLetter = /\p{L}/u.test(theirs);
    if (ourLetter && theirLetter) return ours < theirs ? -1 : 1;
    if (ourLetter || theirLetter) return (digits ? ourLetter : theirLetter) ? -1 : 1;
    const zeros = (ours === "0" || theirs === "0") && followsNumber(left, at);
    const ourNumber = numberAt(left, at, zeros);
    const theirNumber = numberAt(right, at, zeros);
    if (ourNumber.value !== theirNumber.value) return ourNumber.value < theirNumber.value ? -1 : 1;
    if (ourNumber.end !== theirNumber.end) return ourNumber.end < theirNumber.end ? -1 : 1;
    return ours < theirs ? -1 : 1;
  }
  return left.length - right.length;
}

function followsNumber(characters: readonly string[], from: number): boolean {
  for (let at = from - 1; at >= 0 && /\p{Nd}/u.test(characters[at] ?? ""); at -= 1) if (characters[at] !== "0") return true;
  return false;
}

function numberAt(characters: readonly string[], from: number, continued: boolean): { readonly value: bigint; readonly end: number } {
  let end = from;
  let value = continued ? 1n : 0n;
  for (; end < characters.length && /[0-9]/.test(characters[end] ?? ""); end += 1) value = value * 10n + BigInt(characters[end] ?? "0");
  return { value, end };
}
