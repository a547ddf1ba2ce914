import { compareText } from "../../compose/compare-text.ts";
import { createHash, createHmac } from "node:crypto";

/**
 * A value as JSON with the keys of every object in order, so that the same facts are the same text whoever wrote them down.
 * What is undefined is left out, as JSON does.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

/** The SHA-256 of a text or of bytes, hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The HMAC-SHA-256 of a value under a key, hexadecimal, cut to 128 bits: it says whether two values are the same. */
export function hmacOf(key: string, value: unknown): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(canonical(value)).digest("hex").slice(0, 32);
}

/** The keys whose values are not the same in two maps: changed, gone or new; in order. */
export function movedKeys(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort(compareText);
  return keys.filter((key) => (Object.hasOwn(before, key) ? before[key] : undefined) !== (Object.hasOwn(now, key) ? now[key] : undefined));
}
