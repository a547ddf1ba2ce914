/** Stands where a variable stood whose value is not in git. */
export const VARIABLE = "\u0000";

/** How deep a default may hold variables with defaults; what is deeper is taken as text, which can only make more suspect. */
const DEEPEST = 8;

/**
 * A text with every variable replaced by {@link VARIABLE} and the default that git gives it, in one pass. `${USER}:hunter2` keeps
 * `hunter2`, `${PASSWORD:-hunter2}` gives it, and `${PASSWORD:?say which}` gives nothing.
 */
export function literalRest(text: string): string {
  if (!text.includes("$")) return text;
  // A stack of open braces: what is between them is kept or not.
  const open: { readonly keeps: boolean; readonly start: number }[] = [];
  const kept: string[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    const next = text.charAt(at + 1);
    if (sign === "$" && next === "$") {
      kept.push("$$");
      at += 2;
    } else if (sign === "$" && next === "{" && open.length < DEEPEST) {
      const end = endOfName(text, at + 2);
      const operator = /^(:?[-+?])/.exec(text.slice(end, end + 2))?.[1] ?? "";
      kept.push(VARIABLE);
      // Something that is no variable, or whose brace never closes, hides nothing of what follows.
      const known = end > at + 2 && (operator !== "" || text.charAt(end) === "}");
      if (known) open.push({ keeps: !operator.endsWith("?"), start: kept.length });
      at = known ? end + operator.length : at + 2;
    } else if (sign === "$" && /[A-Za-z_]/.test(next)) {
      kept.push(VARIABLE);
      at = endOfName(text, at + 1);
    } else if (sign === "}" && open.length > 0) {
      const { keeps = true, start = kept.length } = open.pop() ?? {};
      if (!keeps) kept.length = start;
      at += 1;
    } else if (sign === "\n" && open.length > 0) {
      // No variable of Compose or a shell goes on over a line.
      open.length = 0;
      kept.push(sign);
      at += 1;
    } else {
      kept.push(sign);
      at += 1;
    }
  }
  return kept.join("");
}

function endOfName(text: string, start: number): number {
  let end = start;
  while (end < text.length && /\w/.test(text.charAt(end))) end++;
  return end;
}
