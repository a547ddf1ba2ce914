import { VARIABLE } from "./literal-rest.ts";

/** Where something stands that has the form of a secret, and what it is. */
export interface FoundForm {
  /** Index in the text. */
  readonly at: number;
  /** What it looks like, with its article. */
  readonly kind: string;
}

/** The longest user, password and host of a URL that are looked at. */
const LONGEST_AUTHORITY = 2048;
/** A literal beside a variable is suspect from this length on: `-` and `v1` are no secrets. */
const SHORTEST_REST = 4;

/** What documentation writes in the place of a password. */
const PLACEHOLDER =
  /^(<.*>|\[.*\]|\{.*\}|%[sdv]|\.{2,}|…|[*x•]+|pass(word)?|pw|pwd|secret|token|user(name)?|redacted|hidden|geheim|your[-_].*|my[-_]?password)$/i;

/** Forms of secrets that are found by one pass over the text each. The text has no variables any more ({@link VARIABLE}). */
export function knownForms(text: string): FoundForm[] {
  return [...urlPasswords(text), ...webTokens(text), ...botTokens(text)];
}

/** `scheme://user:password@`, of any scheme. */
function urlPasswords(text: string): FoundForm[] {
  const found: FoundForm[] = [];
  for (let at = text.indexOf("://"); at !== -1;) {
    const start = at + 3;
    const end = endOfAuthority(text, start);
    if (/[A-Za-z0-9]/.test(text.charAt(at - 1)) || text.charAt(at - 1) === VARIABLE) {
      const login = end.at === -1 ? "" : text.slice(start, end.at);
      const colon = login.indexOf(":");
      if (colon !== -1 && isSecretPart(login.slice(colon + 1))) found.push({ at, kind: "a password in a URL" });
      // `https://token@host`: a user alone that is long and mixed.
      else if (colon === -1 && isRandom(login)) found.push({ at, kind: "a token in a URL" });
    }
    at = text.indexOf("://", Math.max(end.end, start));
  }
  return found;
}

/** The end of user, password and host, and the last @ in them (-1 for none). */
function endOfAuthority(text: string, start: number): { readonly end: number; readonly at: number } {
  const bound = Math.min(text.length, start + LONGEST_AUTHORITY);
  let at = -1;
  let end = start;
  for (; end < bound; end++) {
    const sign = text.charAt(end);
    if (/[\s/?#"'`<>\\|,;()]/.test(sign)) break;
    if (sign === "@") at = end;
  }
  return { end, at };
}

function isSecretPart(password: string): boolean {
  const literal = password.replaceAll(VARIABLE, "");
  if (literal === "" || PLACEHOLDER.test(literal)) return false;
  return literal === password || literal.replace(/[^A-Za-z0-9]/g, "").length >= SHORTEST_REST;
}

function isRandom(text: string): boolean {
  return text.length >= 20 && /^[\w.~-]+$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text) && !text.includes(VARIABLE);
}

/** JSON Web Tokens: header and claims are JSON in base64. The boundary in front makes every character be looked at once. */
function webTokens(text: string): FoundForm[] {
  const found: FoundForm[] = [];
  for (const match of text.matchAll(/(?<![\w.-])eyJ[\w-]{8,}\.eyJ[\w-]{2,}(\.[\w-]*)?/g)) {
    if (isHeader(match[0].split(".", 1)[0] ?? "")) found.push({ at: match.index, kind: "a JSON Web Token" });
  }
  return found;
}

function isHeader(encoded: string): boolean {
  try {
    const header = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")) as unknown;
    return typeof header === "object" && header !== null && "alg" in header;
  } catch {
    return false;
  }
}

/** Tokens of Telegram's bots: a number, a colon, 35 signs. */
function botTokens(text: string): FoundForm[] {
  return [...text.matchAll(/(?<!\d)\d{8,12}:[A-Za-z0-9_-]{35}(?![\w-])/g)]
    .filter(([token]) => /[A-Za-z]/.test(token) && new Set(token).size > 8)
    .map(({ index }) => ({ at: index, kind: "a token of a Telegram bot" }));
}
