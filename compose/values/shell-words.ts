/** Thrown by {@link splitShellWords} for an open quote or a bare parenthesis. */
export class ShellWordsError extends Error {}

/**
 * Splits a command line into words the way Compose does for a `command` or `entrypoint` that is one string.
 * It is Compose's dialect, not a shell's: `;`, `&`, `|`, `<` and `>` outside quotes end the command and what follows is
 * dropped; nothing is expanded; `$(…)` and backticks keep their blanks.
 * @throws ShellWordsError when a quote stays open or a parenthesis stands bare.
 */
export function splitShellWords(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let state: "none" | "single" | "quoted" = "none";
  let escaped = false;
  let double = false;
  let single = false;
  let backtick = false;
  let dollar = false;
  for (const character of line) {
    if (escaped) {
      word += character;
      escaped = false;
      state = "single";
      continue;
    }
    if (character === "\\") {
      if (single) word += character;
      else escaped = true;
      continue;
    }
    if (character === " " || character === "\t" || character === "\r" || character === "\n") {
      if (single || double || backtick || dollar) word += character;
      else if (state !== "none") {
        words.push(word);
        word = "";
        state = "none";
      }
      continue;
    }
    if (character === "`" && !single && !double && !dollar) backtick = !backtick;
    if (character === ")" && !single && !double && !backtick) dollar = !dollar;
    if (character === "(" && !single && !double && !backtick) {
      if (dollar || !word.endsWith("$")) throw new ShellWordsError(`${JSON.stringify(line)} has a bare parenthesis`);
      dollar = true;
      word += "(";
      continue;
    }
    if (character === '"' && !single && !dollar) {
      if (double) state = "quoted";
      double = !double;
      continue;
    }
    if (character === "'" && !double && !dollar) {
      if (single) state = "quoted";
      single = !single;
      continue;
    }
    if (";&|<>".includes(character) && !single && !double && !backtick && !dollar) {
      // `2>` is a redirection of a descriptor, so its number is no argument.
      if (character === ">" && /^[0-9]/.test(word)) state = "none";
      break;
    }
    state = "single";
    word += character;
  }
  if (state !== "none") words.push(word);
  if (escaped || double || single || backtick || dollar) {
    throw new ShellWordsError(`${JSON.stringify(line)} has an open quote`);
  }
  return words;
}
