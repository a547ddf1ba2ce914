import type { ScalarType } from "./node.ts";
import { formatGoFloat } from "../values/go-format.ts";

/** What a plain (unquoted) scalar means, by the rules of the YAML reader inside Compose (go-yaml v3). */
export interface PlainScalar {
  readonly type: ScalarType;
  readonly value: string | number | bigint | boolean | null;
}

const WORDS: ReadonlyMap<string, PlainScalar> = new Map<string, PlainScalar>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, { type: "null", value: null }] as const),
  ...["true", "True", "TRUE"].map((word) => [word, { type: "bool", value: true }] as const),
  ...["false", "False", "FALSE"].map((word) => [word, { type: "bool", value: false }] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, { type: "float", value: Number.NaN }] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, { type: "float", value: Infinity }] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, { type: "float", value: -Infinity }] as const),
]);
const LONGEST_WORD = 5;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:[ \t]*(?:Z|[+-]\d{1,2}(?::\d{2})?))?)?$/;

/**
 * Types a plain scalar. Differences from YAML 1.2 that matter in Compose files: `0644` is octal, `1_000` is a thousand,
 * `0b1` is binary, a date is a timestamp; `yes`, `on` and `1:30` stay text.
 */
export function resolvePlain(value: string): PlainScalar {
  return resolveOther(value) ?? { type: "string", value };
}

/** Whether a plain scalar means the text that it is. */
export function isPlainText(value: string): boolean {
  return resolveOther(value) === undefined;
}

/** What a plain scalar means that is not simply text. */
function resolveOther(value: string): PlainScalar | undefined {
  const first = value.charCodeAt(0);
  // Most scalars are names, paths or images: one look at the first character and the length settles them.
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  return (value.length <= LONGEST_WORD ? WORDS.get(value) : undefined) ?? (numeric ? resolveNumber(value) : undefined);
}

function resolveNumber(value: string): PlainScalar | undefined {
  if (value.startsWith(".")) {
    return /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/.test(value) ? { type: "float", value: Number(value) } : undefined;
  }
  if (value.length >= 8 && TIMESTAMP.test(value)) return { type: "time", value };
  const plain = value.includes("_") ? value.replaceAll("_", "") : value;
  const whole = parseInteger(plain);
  if (whole !== undefined) {
    if (typeof whole === "number") return { type: "int", value: whole };
    if (whole >= -(2n ** 63n) && whole < 2n ** 64n) {
      return { type: "int", value: BigInt.asIntN(54, whole) === whole ? Number(whole) : whole };
    }
  }
  if (FLOAT.test(plain)) return { type: "float", value: Number(plain) };
  return undefined;
}

/** Go's integer literals: decimal, 0x, 0b, 0o and the old octal with a leading zero. */
function parseInteger(text: string): bigint | number | undefined {
  if (/^[1-9][0-9]{0,14}$/.test(text)) return Number(text);
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const amount =
    hex !== undefined
      ? BigInt(`0x${hex}`)
      : binary !== undefined
        ? BigInt(`0b${binary}`)
        : octal !== undefined
          ? BigInt(`0o${octal}`)
          : BigInt(decimal ?? "0");
  return sign === "-" ? -amount : amount;
}

/** A scalar as Go's `fmt.Sprint` prints it: what a number becomes in `environment` or `labels`. */
export function sprintScalar(value: string | number | bigint | boolean | null, type: ScalarType): string {
  if (value === null) return "<nil>";
  if (type === "float" && typeof value === "number") return formatGoFloat(value);
  return String(value);
}
