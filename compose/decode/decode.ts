import type { Json } from "../json.ts";
import type { Problem } from "../problem.ts";
import { DURATION_FORMS, DurationError, formatDuration, parseDuration } from "../values/duration.ts";
import { shortestFloat32 } from "../values/go-format.ts";
import { parseSize, SIZE_FORMS, SizeError } from "../values/size.ts";
import { hasVariables, variablesOf } from "../values/template.ts";
import { formatPath } from "../data-path.ts";
import { isNull, placeOfKey, placeOfNode } from "../yaml/node.ts";
import type { Path, PathStack, ScalarNode, TreeNode } from "../yaml/node.ts";
import { castScalar } from "../resolve/interpolate.ts";
import { sprintScalar } from "../yaml/scalar.ts";

export interface BindContext {
  /** True when variables stay in the document. */
  readonly symbolic: boolean;
  readonly problems: Problem[];
  /** Whether a variable without a default is refused where a number, a boolean, a size or a port stands. */
  readonly strict: boolean;
}

/** A node → its canonical value; undefined leaves the attribute out, as Compose leaves out what is empty. */
export type Decoder = (node: TreeNode, path: PathStack, context: BindContext) => Json | undefined;

/** Reports a value that no decoder can take. */
export function refuseValue(node: TreeNode, path: Path, context: BindContext, message: string, allowed: string): undefined {
  context.problems.push({
    place: node.kind === "scalar" ? placeOfNode(node) : placeOfKey(node),
    path: formatPath(path),
    message,
    allowed,
  });
  return undefined;
}

/** A text with variables where something else is expected: kept, or refused when it may come out empty. */
function keepVariable(node: TreeNode, path: Path, context: BindContext, what: string | undefined): string | undefined {
  if (!context.symbolic || node.kind !== "scalar" || node.type !== "string") return undefined;
  const value = String(node.value);
  if (!hasVariables(value)) return undefined;
  const bare = variablesOf(value).find((variable) => variable.operator !== ":-" && variable.operator !== "-");
  if (context.strict && what !== undefined && bare !== undefined) {
    context.problems.push({
      place: placeOfNode(node),
      path: formatPath(path),
      message: `the variable ${bare.name} has no default, and this is ${what}`,
      fix: `write a literal, or \${${bare.name}:-…} with a default`,
    });
  }
  return value;
}

/** Text. Whole numbers become text, the rest is refused. Empty text is left out. */
export const asText: Decoder = (node, path, context) => {
  if (node.kind === "scalar" && (node.type === "string" || node.type === "int")) {
    const value = String(node.value);
    return value === "" ? undefined : value;
  }
  if (isNull(node)) return undefined;
  refuseValue(node, path, context, `${nameOf(node)} is no text`, "a text");
};

/** A published port: text, since it may be a range. */
export const asPublished: Decoder = (node, path, context) => {
  return keepVariable(node, path, context, "a port") ?? asText(node, path, context);
};

/** Text that stays even when it is empty. */
export const asAnyText: Decoder = (node, path, context) =>
  node.kind === "scalar" && node.type === "string" ? String(node.value) : asText(node, path, context);

export function asInteger(options: { readonly keepZero?: true; readonly unsigned?: true; readonly bits?: number } = {}): Decoder {
  return (node, path, context) => {
    const kept = keepVariable(node, path, context, "a number");
    if (kept !== undefined) return kept;
    if (isNull(node)) return undefined;
    const value = integerOf(node);
    const high = 2 ** (options.bits ?? 53) - (options.bits === undefined ? 0 : 1);
    const low = options.unsigned ? 0 : -high;
    if (value === undefined || value < low || value > high) {
      refuseValue(node, path, context, `${nameOf(node)} is no fitting whole number`, `a whole number from ${low} to ${high}`);
      return;
    }
    return value === 0 && !options.keepZero ? undefined : value;
  };
}

function integerOf(node: TreeNode): number | undefined {
  if (node.kind !== "scalar") return undefined;
  if (node.type === "int") return Number(node.value);
  if (node.type === "float") return Math.trunc(Number(node.value));
  if (node.type !== "string") return undefined;
  const cast = castScalar(String(node.value), "int");
  return cast === undefined ? undefined : Number(cast.value);
}

/** A number with the precision of a 32-bit float, which is what Compose keeps of CPU shares. */
export const asFloat: Decoder = (node, path, context) => {
  const kept = keepVariable(node, path, context, "a number");
  if (kept !== undefined) return kept;
  if (isNull(node)) return undefined;
  const value = floatOf(node);
  if (value === undefined || !Number.isFinite(value)) {
    refuseValue(node, path, context, `${nameOf(node)} is no number`, "a number");
    return;
  }
  return value === 0 ? undefined : shortestFloat32(value);
};

function floatOf(node: TreeNode): number | undefined {
  if (node.kind !== "scalar") return undefined;
  if (node.type === "int" || node.type === "float") return Number(node.value);
  if (node.type !== "string") return undefined;
  const cast = castScalar(String(node.value), "float");
  return cast === undefined ? undefined : Number(cast.value);
}

function asBoolean(keepFalse: boolean): Decoder {
  return (node, path, context) => {
    const kept = keepVariable(node, path, context, "a boolean");
    if (kept !== undefined) return kept;
    if (isNull(node)) return undefined;
    const cast = node.kind === "scalar" && node.type === "string" ? castScalar(String(node.value), "bool") : undefined;
    const value = cast?.value ?? (node.kind === "scalar" && node.type === "bool" ? node.value : undefined);
    if (typeof value !== "boolean") {
      refuseValue(node, path, context, `${nameOf(node)} is no boolean`, "true or false (yes, no, on, off, y, n)");
      return;
    }
    return value || keepFalse ? value : undefined;
  };
}

/** A boolean; false is the same as absent. */
export const asFlag: Decoder = asBoolean(false);
/** A boolean whose false means something. */
export const asSwitch: Decoder = asBoolean(true);

/** A size in bytes, as text; zero is left out. */
export const asSize: Decoder = (node, path, context) => {
  const kept = keepVariable(node, path, context, "a size");
  if (kept !== undefined) return kept;
  if (isNull(node)) return undefined;
  if (node.kind !== "scalar" || (node.type !== "string" && node.type !== "int")) {
    // Compose takes a fraction here and then forgets it: the container would have no limit at all.
    refuseValue(node, path, context, `${nameOf(node)} is no size`, SIZE_FORMS);
    return;
  }
  try {
    const bytes = parseSize(node.value as string | number | bigint);
    return bytes === 0n ? undefined : bytes.toString();
  } catch (error) {
    if (!(error instanceof SizeError)) throw error;
    refuseValue(node, path, context, error.message, SIZE_FORMS);
    return;
  }
};

export function asDuration(keepZero: boolean): Decoder {
  return (node, path, context) => {
    const kept = keepVariable(node, path, context, undefined);
    if (kept !== undefined) return kept;
    if (isNull(node)) return undefined;
    if (node.kind !== "scalar") {
      refuseValue(node, path, context, `${nameOf(node)} is no duration`, DURATION_FORMS);
      return;
    }
    try {
      const duration = parseDuration(sprintScalar(node.value, node.type));
      return duration === 0n && !keepZero ? undefined : formatDuration(duration);
    } catch (error) {
      if (!(error instanceof DurationError)) throw error;
      refuseValue(node, path, context, error.message, DURATION_FORMS);
      return;
    }
  };
}

/** A list; what its items leave out is left out, and an empty list is left out. */
export function asList(item: Decoder): Decoder {
  return (node, path, context) => {
    if (isNull(node)) return undefined;
    const items = node.kind === "sequence" ? node.items : [node];
    const values: Json[] = [];
    let index = 0;
    for (const each of items) {
      path.push(index);
      const value = item(each, path, context);
      path.pop();
      index += 1;
      if (value !== undefined) values.push(value);
    }
    return values.length === 0 ? undefined : values;
  };
}

/** A list of texts; a single text is a list of one. */
export const asTexts: Decoder = asList(asAnyText);

/** A list of texts or numbers, all as text. */
export const asPrintedTexts: Decoder = asList((node) => (node.kind === "scalar" ? print(node) : undefined));

/** How `KEY` without a value is meant: as empty text, or as a value that the environment gives. */
export function asAssignments(missing: "" | null, keepEmptyMap = false): Decoder {
  return (node, path, context) => {
    if (isNull(node)) return undefined;
    const values = new Map<string, string | null>();
    if (node.kind === "mapping") {
      for (const [key, value] of node.entries) {
        if (value.kind === "scalar") values.set(key, isNull(value) ? missing : print(value));
      }
    } else if (node.kind === "sequence") {
      node.items.forEach((item, index) => {
        if (item.kind !== "scalar") return;
        const assignment = print(item);
        const at = assignment.indexOf("=");
        const key = at === -1 ? assignment : assignment.slice(0, at);
        if (missing === null && /\s$/u.test(key)) {
          refuseValue(item, [...path, index], context, `${JSON.stringify(key)} ends with a blank`, "KEY=VALUE without blanks around =");
        }
        values.set(key, at === -1 ? missing : assignment.slice(at + 1));
      });
    }
    if (values.size === 0 && !keepEmptyMap) return undefined;
    return sortedObject(values);
  };
}

/** Options for a driver: everything becomes text. */
export const asOptions: Decoder = asAssignments("");

/** A mapping whose keys the author chose, sorted by key. */
export function asNamed(value: Decoder, empty: Json | undefined): Decoder {
  return (node, path, context) => {
    if (node.kind !== "mapping") return undefined;
    const values = new Map<string, Json>();
    for (const [key, child] of node.entries) {
      path.push(key);
      const decoded = value(child, path, context) ?? empty;
      path.pop();
      if (decoded !== undefined) values.set(key, decoded);
    }
    return values.size === 0 ? undefined : sortedObject(values);
  };
}

export function sortedObject(values: ReadonlyMap<string, Json>): Readonly<Record<string, Json>> {
  const result: Record<string, Json> = {};
  for (const key of sortedKeys(values)) define(result, key, values.get(key) ?? null);
  return result;
}

/** Most mappings are small, and many are written in order already. */
function sortedKeys(values: ReadonlyMap<string, Json>): Iterable<string> {
  let before: string | undefined;
  for (const key of values.keys()) {
    if (before !== undefined && compareBytes(before, key) > 0) return [...values.keys()].sort(compareBytes);
    before = key;
  }
  return values.keys();
}

/** Sets an own property even for `__proto__`, which an assignment would swallow. */
export function define(target: Record<string, Json>, key: string, value: Json): void {
  if (key === "__proto__") Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Go compares texts by their UTF-8 bytes, which is by code point and not by UTF-16 unit. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  // Only a surrogate stands for a code point beyond the units that are larger than it.
  if (isSurrogate(a.charCodeAt(at)) || isSurrogate(b.charCodeAt(at))) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function print(node: ScalarNode): string {
  return node.type === "string" ? String(node.value) : sprintScalar(node.value, node.type);
}

export function nameOf(node: TreeNode): string {
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  if (node.type === "null") return "an empty value";
  return node.type === "string" ? JSON.stringify(node.value) : String(node.value);
}

/** One attribute of a record: its key, its decoder and what stands there when the file says nothing. */
export interface Field {
  readonly decode: Decoder;
  /** Present even when the file says nothing. */
  readonly always?: Json;
  /** Compose reads the attribute and then drops it, so it is refused. */
  readonly dropped?: true;
}

const NO_FIELD: readonly [string, Field] = ["", { decode: (): undefined => undefined }];

/**
 * A mapping with known attributes, in the order in which Compose prints them. `x-` fields are kept at the end.
 * `empty` says what a mapping without any attribute becomes.
 */
export function asRecord(fields: Readonly<Record<string, Field | Decoder>>, empty: "keep" | "omit" = "keep"): Decoder {
  const table = Object.entries(fields).map(([key, field]) => [key, typeof field === "function" ? { decode: field } : field] as const);
  const positions = new Map(table.map(([key], index) => [key, index]));
  const always = table.flatMap(([, field], index) => (field.always === undefined ? [] : [index]));
  return (node, path, context) => {
    if (node.kind !== "mapping") return undefined;
    const result: { [key: string]: Json } = {};
    // A service has ninety attributes and uses ten: only those are looked at, in the order of the table.
    const used = [...always];
    let extended = false;
    for (const key of node.entries.keys()) {
      const position = positions.get(key);
      if (position === undefined) extended ||= key.startsWith("x-");
      else if (!always.includes(position)) insert(used, position);
    }
    for (const index of used) {
      const [key, field] = table[index] ?? NO_FIELD;
      const child = node.entries.get(key);
      path.push(key);
      const value = child === undefined ? undefined : field.decode(child, path, context);
      path.pop();
      const present = value ?? field.always;
      if (present !== undefined) result[key] = present;
      if (child !== undefined && field.dropped) {
        context.problems.push({
          place: placeOfKey(child),
          path: formatPath([...path, key]),
          message: "Compose reads this attribute and then drops it",
          fix: `remove ${key}`,
        });
      }
    }
    if (extended) for (const [key, child] of node.entries) if (key.startsWith("x-")) define(result, key, asPlain(child));
    return empty === "omit" && Object.keys(result).length === 0 ? undefined : result;
  };
}

/** Puts a position into an ascending list. */
function insert(ascending: number[], position: number): void {
  let at = ascending.length;
  for (; at > 0; at -= 1) {
    const before = ascending[at - 1] ?? 0;
    if (before < position) break;
    ascending[at] = before;
  }
  ascending[at] = position;
}

/** Any tree as plain data. */
export function asPlain(node: TreeNode): Json {
  if (node.kind === "mapping") {
    return sortedObject(new Map([...node.entries].map(([key, value]) => [key, asPlain(value)])));
  }
  if (node.kind === "sequence") return node.items.map(asPlain);
  return typeof node.value === "bigint" ? Number(node.value) : node.value;
}
