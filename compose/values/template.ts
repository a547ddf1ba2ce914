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

/** What Compose sees as a substitution: `$$`, `$NAME`, `${NAME}`, `${NAME<operator>…}` up to the last brace of the line. */
const PATTERN = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*(?::?[-+?](?:.*))?)\}|()))/gi;
const OPERATORS = [":?", "?", ":-", "-", ":+", "+"] as const;

/**
 * Expands the variables of a text. `$$` is a dollar; defaults and messages may nest.
 * @throws TemplateError for a required variable without a value and for `${` without a name.
 */
export function substitute(template: string, lookup: Lookup, unset?: (name: string) => void): string {
  if (!template.includes("$")) return template;
  let failure: TemplateError | undefined;
  const result = template.replace(new RegExp(PATTERN), (match: string) => {
    try {
      return replaceOne(match, lookup, unset);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      failure ??= error;
      return "";
    }
  });
  if (failure !== undefined) throw failure;
  return result;
}

/** Whether a text holds at least one variable; `$$` is none. */
export function hasVariables(template: string): boolean {
  if (!template.includes("$")) return false;
  for (let match = matchFrom(template, 0); match !== null; match = matchFrom(template, match.index + match[0].length)) {
    if (match[1] === undefined) return true;
  }
  return false;
}

/** All variables of a text, nested ones included, in reading order. A broken `${` is left out. */
export function variablesOf(template: string): TemplateVariable[] {
  if (!template.includes("$")) return [];
  const found: TemplateVariable[] = [];
  for (let match = matchFrom(template, 0); match !== null; match = matchFrom(template, match.index + match[0].length)) {
    const [whole, escaped, named, braced] = match;
    if (escaped !== undefined) continue;
    if (named !== undefined) {
      found.push({ name: named, required: false });
      continue;
    }
    if (braced === undefined) continue;
    const { inner, rest } = splitAtClosingBrace(whole);
    const { name, operator, argument } = splitOperator(inner.slice(2, -1));
    found.push({
      name,
      ...(operator === undefined ? {} : { operator }),
      ...(operator === ":-" || operator === "-" ? { default: argument } : {}),
      required: operator === ":?" || operator === "?",
    });
    found.push(...variablesOf(argument), ...variablesOf(rest));
  }
  return found;
}

/** The first substitution at or behind an offset. One pattern serves all, nested searches too: it keeps nothing between two. */
function matchFrom(template: string, offset: number): RegExpExecArray | null {
  PATTERN.lastIndex = offset;
  return PATTERN.exec(template);
}

/** Every `$$` as a dollar, for a text that has no variables. */
export function unescapeDollars(template: string): string {
  return template.includes("$$") ? template.replaceAll("$$", () => "$") : template;
}

/** Every dollar doubled, so that the text means itself in a Compose file. */
export function escapeDollars(value: string): string {
  return value.includes("$") ? value.replaceAll("$", () => "$$") : value;
}

function replaceOne(match: string, lookup: Lookup, unset: ((name: string) => void) | undefined): string {
  if (match === "$$") return "$";
  if (!match.startsWith("${")) return valueOf(match.slice(1), lookup, unset);
  if (match === "${") throw new TemplateError("`${` begins no variable; a dollar is written `$$`");
  const { inner, rest } = splitAtClosingBrace(match);
  const { name, operator, argument } = splitOperator(inner.slice(2, -1));
  // The text behind the brace belongs to the match only because the pattern reaches for the last brace of the line.
  if (operator === undefined) return valueOf(name, lookup, unset) + substitute(rest, lookup, unset);
  return applyOperator(name, operator, argument, lookup, unset) + substitute(rest, lookup, unset);
}

function applyOperator(
  name: string,
  operator: string,
  argument: string,
  lookup: Lookup,
  unset: ((name: string) => void) | undefined,
): string {
  // Compose expands the argument before it looks at the variable, so an error inside it always shows.
  const expanded = substitute(argument, lookup, unset);
  const value = lookup(name);
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

function valueOf(name: string, lookup: Lookup, unset: ((name: string) => void) | undefined): string {
  const value = lookup(name);
  if (value === undefined) unset?.(name);
  return value ?? "";
}

/** The first balanced `${…}` of a match and what follows it. The character behind an opening brace is never looked at. */
function splitAtClosingBrace(match: string): { readonly inner: string; readonly rest: string } {
  let open = 0;
  for (let at = 0; at < match.length; at += 1) {
    const character = match[at];
    if (character === "}") {
      open -= 1;
      if (open === 0) return { inner: match.slice(0, at + 1), rest: match.slice(at + 1) };
    }
    if (character === "{") {
      open += 1;
      at += 1;
    }
  }
  return { inner: match, rest: "" };
}

function splitOperator(inner: string): {
  readonly name: string;
  readonly operator: string | undefined;
  readonly argument: string;
} {
  const name = /^[_a-z][_a-z0-9]*/i.exec(inner)?.[0] ?? "";
  const rest = inner.slice(name.length);
  const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
  return { name, operator, argument: operator === undefined ? "" : rest.slice(operator.length) };
}
