/** Thrown by {@link substitute}; the message is a clause that fits behind an attribute's path. */
export class TemplateError extends Error {
  /** Set when the variable is required and has no value. */
  readonly missing: string | undefined;

  constructor(message: string, missing?: string) {
    super(message);
    this.missing = missing;
  }
}

/** Finds a variable's value; undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/** One `$NAME` or `${NAME…}` in a text. */
export interface TemplateVariable {
  readonly name: string;
  /** `:-`, `-`, `:?`, `?`, `:+` or `+`; undefined for a bare variable. */
  readonly operator?: string;
  /** What stands behind `:-` or `-`, unexpanded. */
  readonly default?: string;
  /** True when Compose stops without a value (`:?`, `?`). */
  readonly required: boolean;
}

/** Deeper than this nobody nests defaults; each level is passed over once more. */
const DEEPEST = 50;
const OPERATORS = [":?", "?", ":-", "-", ":+", "+"] as const;

/**
 * Expands the variables of a text. `$$` is a dollar; defaults and messages may nest.
 * @throws TemplateError for a required variable without a value and for `${` without a name.
 */
export function substitute(template: string, lookup: Lookup, unset?: (name: string) => void): string {
  return expand(template, { lookup, unset, depth: 0 });
}

/** What an expansion works with; `depth` counts the variables around it. */
interface Expansion {
  readonly lookup: Lookup;
  readonly unset: ((name: string) => void) | undefined;
  readonly depth: number;
}

function expand(template: string, expansion: Expansion): string {
  if (!template.includes("$")) return template;
  if (expansion.depth > DEEPEST) throw new TemplateError(`variables are nested more than ${DEEPEST} deep`);
  let failure: TemplateError | undefined;
  const parts: string[] = [];
  let at = 0;
  for (const use of usesIn(template)) {
    parts.push(template.slice(at, use.start));
    at = use.end;
    try {
      // Of many broken ones the first is reported.
      if (failure === undefined || use.kind !== "broken") parts.push(expandOne(use, expansion));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  parts.push(template.slice(at));
  return parts.join("");
}

/** Whether a text holds at least one variable; `$$` is none. */
export function hasVariables(template: string): boolean {
  for (const { kind } of usesIn(template)) if (kind !== "dollar") return true;
  return false;
}

/** All variables of a text, nested ones included, in reading order. A broken `${` is left out. */
export function variablesOf(template: string): TemplateVariable[] {
  const found: TemplateVariable[] = [];
  collect(template, found, 0);
  return found;
}

function collect(template: string, found: TemplateVariable[], depth: number): void {
  if (depth > DEEPEST) return;
  for (const { kind, name, operator, argument } of usesIn(template)) {
    if (kind !== "variable") continue;
    found.push({
      name,
      ...(operator === undefined ? {} : { operator }),
      ...(operator === ":-" || operator === "-" ? { default: argument } : {}),
      required: operator === ":?" || operator === "?",
    });
    if (operator !== undefined) collect(argument, found, depth + 1);
  }
}

/** What Compose sees as a substitution: `$$`, `$NAME`, `${NAME}`, `${NAME<operator>…}`, and a `${` that begins none. */
interface Use {
  readonly kind: "dollar" | "variable" | "broken";
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly operator: string | undefined;
  readonly argument: string;
}

const NAME = /[_a-z][_a-z0-9]*/iy;
/** What ends a line for Compose. */
const LINE_END = /[\n\r\u2028\u2029]/g;

/**
 * The substitutions of a text from left to right, without those inside of others. A variable with an operator reaches to its own
 * closing brace, or to the last brace of its line when it has none; where that brace is, is looked up once a line.
 */
function* usesIn(template: string): Generator<Use> {
  let lineEnd = -1;
  let lastBrace = -1;
  for (let start = template.indexOf("$"); start !== -1;) {
    const next = template.charAt(start + 1);
    let end = start + 1;
    if (next === "$") {
      end = start + 2;
      yield { kind: "dollar", start, end, name: "", operator: undefined, argument: "" };
    } else if (next === "{") {
      if (start >= lineEnd) {
        LINE_END.lastIndex = start;
        lineEnd = LINE_END.exec(template)?.index ?? template.length;
        lastBrace = start + template.slice(start, lineEnd).lastIndexOf("}");
      }
      const name = nameAt(template, start + 2);
      const behind = start + 2 + name.length;
      const operator = name === "" ? undefined : OPERATORS.find((candidate) => template.startsWith(candidate, behind));
      if (name !== "" && operator === undefined && template.charAt(behind) === "}") {
        end = behind + 1;
        yield { kind: "variable", start, end, name, operator, argument: "" };
      } else if (operator !== undefined && lastBrace >= behind + operator.length) {
        end = closingBrace(template, start, lastBrace) + 1;
        yield { kind: "variable", start, end, name, operator, argument: template.slice(behind + operator.length, end - 1) };
      } else {
        end = start + 2;
        yield { kind: "broken", start, end, name: "", operator: undefined, argument: "" };
      }
    } else {
      const name = nameAt(template, start + 1);
      end = start + 1 + name.length;
      if (name !== "") yield { kind: "variable", start, end, name, operator: undefined, argument: "" };
    }
    start = template.indexOf("$", end);
  }
}

function nameAt(template: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(template)?.[0] ?? "";
}

/** Where the `${` at a place is closed, at the latest by `last`. The character behind an opening brace is never looked at. */
function closingBrace(template: string, start: number, last: number): number {
  let open = 0;
  for (let at = start; at <= last; at += 1) {
    const character = template[at];
    if (character === "}") {
      open -= 1;
      if (open === 0) return at;
    }
    if (character === "{") {
      open += 1;
      at += 1;
    }
  }
  return last;
}

/** Every `$$` as a dollar, for a text that has no variables. */
export function unescapeDollars(template: string): string {
  return template.includes("$$") ? template.replaceAll("$$", () => "$") : template;
}

/** Every dollar doubled, so that the text means itself in a Compose file. */
export function escapeDollars(value: string): string {
  return value.includes("$") ? value.replaceAll("$", () => "$$") : value;
}

function expandOne({ kind, name, operator, argument }: Use, expansion: Expansion): string {
  if (kind === "dollar") return "$";
  if (kind === "broken") throw new TemplateError("`${` begins no variable; a dollar is written `$$`");
  if (operator === undefined) return valueOf(name, expansion);
  // Compose expands the argument before it looks at the variable, so an error inside it always shows.
  const expanded = expand(argument, { ...expansion, depth: expansion.depth + 1 });
  const value = expansion.lookup(name);
  const absent = value === undefined || (operator.startsWith(":") && value === "");
  switch (operator) {
    case ":-":
    case "-":
      return absent ? expanded : value;
    case ":+":
    case "+":
      return absent ? (value ?? "") : expanded;
    default:
      if (absent) {
        const reason = expanded === "" ? "" : `: ${expanded}`;
        throw new TemplateError(`required variable ${name} is missing a value${reason}`, name);
      }
      return value;
  }
}

function valueOf(name: string, { lookup, unset }: Expansion): string {
  const value = lookup(name);
  if (value === undefined) unset?.(name);
  return value ?? "";
}
