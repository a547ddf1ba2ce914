import { hasVariables } from "../../../compose/index.ts";
import { list, mapping, text } from "../parts.ts";
import { isUnknown } from "../unknown.ts";
import type { Allow, At, Opened, Power } from "./attribute.ts";

/** What a message adds to the worst value that a variable could have. */
export const BY_VARIABLE = "for some value of its variable";

/** Is it a text whose value is decided on the node? */
export function isVariable(value: unknown): boolean {
  return typeof value === "string" && hasVariables(value);
}

/** A switch that opens something when it is on. A text that is no boolean counts as on. */
export function whenOn(allow: Allow, what: string, note = "`true`"): Power {
  return {
    kind: "power",
    allow: [allow],
    note,
    judge: (value) => {
      if (isOff(value)) return [];
      return [{ allow, what: isVariable(value) ? `${what} ${BY_VARIABLE}` : what }];
    },
  };
}

function isOff(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === "" || value === "false" || isUnknown(value);
}

/** Every value opens it. */
export function always(allow: Allow, what: string): Power {
  const judge = (value: unknown): Opened[] =>
    value === undefined || value === null || value === "" || isUnknown(value) ? [] : [{ allow, what: `${what} (${show(value)})` }];
  return { kind: "power", allow: [allow], note: "any value", judge };
}

/** A word of which some values are free, some open something, and all others are refused; a variable may become any of them. */
export function word(options: {
  readonly free: readonly string[];
  /** The words that a privilege allows. */
  readonly opens?: Readonly<Record<string, { readonly allow: Allow; readonly what: string }>>;
  /** What any other word is. */
  readonly otherwise: string;
}): Power {
  const { free, opens = {}, otherwise } = options;
  const judge = (value: unknown): Opened[] => {
    const said = text(value);
    if (said === undefined || said === "" || free.includes(said)) return [];
    const opened = Object.hasOwn(opens, said) ? opens[said] : undefined;
    return opened === undefined ? [refused(value, otherwise, free)] : [opened];
  };
  return {
    kind: "power",
    allow: [...new Set(Object.values(opens).map(({ allow }) => allow))],
    note: noteOf(free, Object.keys(opens)),
    judge,
  };
}

function noteOf(free: readonly string[], opens: readonly string[]): string {
  const quoted = (words: readonly string[]): string => words.map((one) => `\`${one}\``).join(", ");
  const open = opens.length === 0 ? "" : `${quoted(opens)}; `;
  return `${open}free: ${free.length === 0 ? "none" : quoted(free)}; every other value is refused`;
}

/** A value that nothing allows. */
export function refused(value: unknown, what: string, free: readonly string[]): Opened {
  const allowed = free.length === 0 ? {} : { allowed: free.join(", ") };
  return isVariable(value)
    ? { what: `${what} ${BY_VARIABLE} ${show(value)}`, ...allowed, fix: "write a literal" }
    : { what: `${what} (${show(value)})`, ...allowed };
}

/** Items of a list, judged one by one at their places. */
export function eachItem(judge: (item: string, at: At) => readonly Opened[]): NonNullable<Power["judge"]> {
  return (value, at) =>
    (Array.isArray(value) ? list(value) : [value]).flatMap((item, index) => {
      const said = text(item);
      if (said === undefined) return [];
      return judge(said, at).map((opened) => ({ ...opened, below: Array.isArray(value) ? [index] : [] }));
    });
}

/** Keys of a mapping that an author chose, or of a list of `KEY=value`, each with its value. */
export function entriesOf(
  value: unknown,
): { readonly key: string; readonly value: unknown; readonly below: readonly (string | number)[] }[] {
  if (Array.isArray(value)) {
    return list(value).flatMap((item, index) => {
      const said = text(item);
      if (said === undefined) return [];
      const at = said.indexOf("=");
      return [{ key: at === -1 ? said : said.slice(0, at), value: at === -1 ? "" : said.slice(at + 1), below: [index] }];
    });
  }
  return Object.entries(mapping(value)).map(([key, one]) => ({ key, value: one, below: [key] }));
}

/** A value in a message, cut where it gets long. */
export function show(value: unknown): string {
  const said = typeof value === "string" ? value : JSON.stringify(value);
  return said.length > 80 ? `${said.slice(0, 79)}…` : said;
}
