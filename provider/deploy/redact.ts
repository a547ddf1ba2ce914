/** Stands where a value was that may not be shown. */
const HIDDEN = "(hidden)";

/** Values shorter than this turn up everywhere by chance; a declared secret is hidden at any length. */
const SHORTEST = 4;

/**
 * Text without any of the values: whatever comes back from a node goes through this before it is part of an error. A value
 * of several lines is looked for line by line, too.
 */
export function redact(text: string, values: Iterable<string>, secrets: Iterable<string> = []): string {
  const all = new Set<string>();
  for (const value of values) for (const part of parts(value)) if (part.length >= SHORTEST) all.add(part);
  for (const value of secrets) for (const part of parts(value)) if (part !== "") all.add(part);
  // The longest first, so that no part of one stays behind another.
  return [...all].sort((a, b) => b.length - a.length).reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
}

function parts(value: string): string[] {
  return [value, ...value.split("\n").map((line) => line.trim())];
}
