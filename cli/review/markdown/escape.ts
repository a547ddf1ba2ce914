import { oneLine } from "../../../compose/problem.ts";

/** Nothing shows, and a word that follows is no mention, reference or link any more. */
const BREAK = "&#8288;";

/**
 * A value that somebody else wrote, as Markdown that shows exactly its characters: on one line, in a code element. Every
 * character that Markdown or HTML could read as its own is a numeric entity, which neither parser takes for syntax; and
 * mentions, references and links are looked for by neither GitHub nor Forgejo inside a code element.
 */
export function code(value: string): string {
  return `<code>${entities(oneLine(value))}</code>`;
}

/** A sentence that holds what somebody else wrote: the same, without the code element, so its words are kept from becoming links. */
export function prose(value: string): string {
  return entities(oneLine(value))
    .replaceAll("&#64;", `&#64;${BREAK}`)
    .replaceAll("&#35;", `&#35;${BREAK}`)
    .replaceAll("&#58;&#47;&#47;", `&#58;${BREAK}&#47;&#47;`)
    .replace(/\b(gh)(-|&#45;)(?=\d)/gi, `$1&#45;${BREAK}`)
    .replace(/(?<!&#)\b(?=[0-9a-f]{7,40}\b)([0-9a-f]{4})/gi, `$1${BREAK}`);
}

/** Letters, digits, blanks and what means nothing anywhere stay as they are, so that the source can be read too. */
function entities(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} ,;%=?/.…→×–"'-]/gu, (character) => `&#${String(character.codePointAt(0))};`)
    .replace(/\/\//g, "&#47;&#47;")
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}&#46;`)
    .replace(/^( +)|( +)$|( {2,})/g, (blanks) => "&#160;".repeat(blanks.length))
    .replace(/^([-–=])/, (character) => `&#${String(character.codePointAt(0))};`)
    .replace(/^(\d+)\./, "$1&#46;");
}

/** A value cut to a number of characters, `…` where something is missing; no character is cut in two. */
export function short(value: string, longest: number): string {
  const characters = Array.from(value);
  return characters.length <= longest ? value : `${characters.slice(0, longest - 1).join("")}…`;
}
