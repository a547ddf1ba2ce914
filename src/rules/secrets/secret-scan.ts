import type { lintSource } from "@secretlint/core";
import type { creator } from "@secretlint/secretlint-rule-preset-recommend";

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
 * May a text hold a secret? Every form that the scanner knows has a key's header, a password in a URL, or sixteen
 * characters in a row in which letters and digits mix; the scanner is loaded only for such a text.
 */
export function mayHoldSecret(text: string): boolean {
  if (text.length < 12) return false;
  if (text.includes("-----BEGIN") || /:\/\/[^\s/@]*:[^\s/@]+@/.test(text)) return true;
  // The digest of an image is the opposite of a secret.
  for (const [run] of text.replace(/sha256:[0-9a-f]{64}/g, "").matchAll(/[A-Za-z0-9]{16,}/g))
    if (/\d/.test(run) && /[A-Za-z]/.test(run)) return true;
  return false;
}

/** What the texts hold that has the form of a secret. Variables are taken out first: their values are not in git. */
export async function scanSecrets(texts: readonly string[]): Promise<SecretFinding[]> {
  const found: SecretFinding[] = [];
  for (const [index, text] of texts.entries()) {
    const literal = text.replace(/\$\{[^}]*\}/g, "").replace(/\$[A-Za-z_]\w*/g, "");
    if (mayHoldSecret(literal)) found.push(...(await scan(literal)).map((one) => ({ index, ...one })));
  }
  return found;
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
