import { Redaction } from "../secrets/redaction.ts";

/**
 * Text without any of the values, in whatever form: whatever comes back from a node goes through this before it is part of an
 * error. Values of less than four characters are hidden only when they are secrets.
 */
export function redact(text: string, values: Iterable<string>, secrets: Iterable<string> = []): string {
  return new Redaction().addAll(secrets, true).addAll(values).hide(text);
}
