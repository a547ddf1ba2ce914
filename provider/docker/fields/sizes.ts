import { formatSize, parseSize, SizeError } from "../../../compose/values/size.ts";
import { DurationError, formatDuration, parseDuration } from "../../../compose/values/duration.ts";
import { textOf } from "../json.ts";
import type { Json } from "../json.ts";

/** Bytes of a declared size; undefined when there is none or it is no size. */
export function bytesOf(value: Json | undefined): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  try {
    return /^-\d+$/.test(text) ? Number(text) : Number(parseSize(text));
  } catch (error) {
    if (error instanceof SizeError) return undefined;
    throw error;
  }
}

/** Bytes as the declaration writes sizes: a number, digits alone, or with a unit; with a unit where nothing is declared. */
export function renderSize(bytes: number, declared: Json | undefined): Json {
  if (typeof declared === "number") return bytes;
  return typeof declared === "string" && /^-?\d+$/.test(declared) ? String(bytes) : formatSize(bytes);
}

/** Nanoseconds of a declared duration; undefined when there is none or it is no duration. */
export function nanosecondsOf(value: Json | undefined): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  try {
    return Number(parseDuration(text));
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}

/** Nanoseconds in Compose's notation. */
export function renderDuration(nanoseconds: number): string {
  return formatDuration(BigInt(nanoseconds));
}
