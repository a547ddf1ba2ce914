import type { lintSource } from "@secretlint/core";
import type { creator } from "@secretlint/secretlint-rule-preset-recommend";

import { knownForms } from "./known-forms.ts";
import { literalRest, VARIABLE } from "./literal-rest.ts";

/** Something in a text that has the form of a secret; what it is, never the value. */
export interface SecretFinding {
  /** Which of the texts. */
  readonly index: number;
  /** The line in that text, from 1. */
  readonly line: number;
  /** What it looks like, with its article (`a GitHub token`). */
  readonly kind: string;
}

/**
 * How the tokens begin that the library knows, besides those that a long row of signs gives away. A test makes tokens of every
 * kind from the library's own patterns and looks that each is let through.
 */
const beginnings =
  /xox[abopr]-|xapp-|A3T|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA|aws|SG\.|gh[pousr]_|github_pat_|glpat-|gl(c|sa)_|npm_|_authToken|hooks\.slack\.com|sk-|[sr]k_(live|test)_|hv[sbr]\.|hf_|dapi|dckr_pat_|figd_|gsk_|lin_api_|ntn_|ops_ey|tskey-|shp(pa|ca|at|ss)_|cf(k|ut|at)_|vc[piark]_/i;

/**
 * May a text hold a secret that only the library knows? It takes a tenth of a second to load, so it is loaded only for a text
 * with the beginning of a token, a key's header, a URL with an @, or a long row of letters and digits.
 */
export function mayHoldSecret(text: string): boolean {
  if (text.length < 12) return false;
  if (text.includes("-----BEGIN") || (text.includes("://") && text.includes("@")) || beginnings.test(text)) return true;
  // The digest of an image is the opposite of a secret.
  for (const [run] of text.replace(/sha256:[0-9a-f]{64}/g, "").matchAll(/[A-Za-z0-9]{16,}/g))
    if (run.length >= 32 || (/\d/.test(run) && /[A-Za-z]/.test(run))) return true;
  return false;
}

/**
 * What the texts hold that has the form of a secret. The values of variables are not in git; what stands beside them, and the
 * defaults that git gives them, is.
 */
export async function scanSecrets(texts: readonly string[]): Promise<SecretFinding[]> {
  const found: SecretFinding[] = [];
  for (const [index, text] of texts.entries()) {
    const literal = literalRest(text);
    const forms = knownForms(literal).sort((a, b) => a.at - b.at);
    const places = linesAt(
      literal,
      forms.map(({ at }) => at),
    );
    const ours = forms.map(({ kind }, which) => ({ line: places[which] ?? 1, kind: `what looks like ${kind}` }));
    // A comment that switches the library off would be a way to hide a secret from it.
    const plain = literal.replaceAll(VARIABLE, "").replaceAll("secretlint-", "secretlint ");
    const theirs = mayHoldSecret(plain) ? await scan(plain) : [];
    const lines = new Set(theirs.map(({ line }) => line));
    found.push(...[...theirs, ...ours.filter(({ line }) => !lines.has(line))].map((one) => ({ index, ...one })));
  }
  return found.sort((a, b) => a.index - b.index || a.line - b.line);
}

/** The lines of places in a text, which are in order; one pass for all. */
function linesAt(text: string, places: readonly number[]): number[] {
  let line = 1;
  let end = text.indexOf("\n");
  return places.map((place) => {
    for (; end !== -1 && end < place; end = text.indexOf("\n", end + 1)) line++;
    return line;
  });
}

interface Scanner {
  readonly lint: typeof lintSource;
  readonly preset: typeof creator;
}

let loading: Promise<Scanner> | undefined;

/** A house without such texts never pays for the scanner. */
async function load(): Promise<Scanner> {
  const [core, recommended] = await Promise.all([import("@secretlint/core"), import("@secretlint/secretlint-rule-preset-recommend")]);
  return { lint: core.lintSource, preset: recommended.creator };
}

async function scan(content: string): Promise<{ line: number; kind: string }[]> {
  const { lint, preset } = await (loading ??= load());
  const id = "@secretlint/secretlint-rule-preset-recommend";
  const { messages } = await lint({
    source: { content, filePath: "text", ext: "", contentType: "text" },
    options: { config: { rules: [{ id, rule: preset }] }, maskSecrets: true, noPhysicFilePath: true },
  });
  return messages.map(({ ruleId, messageId, loc }) => ({ line: loc.start.line, kind: kindOf(ruleId, messageId) }));
}

/** `what looks like a GitHub token (GITHUB_TOKEN)`: the scanner's messages show the value, its names do not. */
function kindOf(ruleId: string, messageId: string): string {
  const family = ruleId.replace(/^.*secretlint-rule-/, "");
  return `what looks like a secret of the kind ${family} (${messageId})`;
}
