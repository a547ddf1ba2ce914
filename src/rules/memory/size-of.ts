import { hasVariables, parseSize, SizeError } from "../../../compose/index.ts";

/** A size of a document in bytes, -1 included; undefined when it is missing, a variable or no size. */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || hasVariables(value)) return undefined;
  if (value.trim() === "-1") return -1;
  try {
    return Number(parseSize(value));
  } catch (error) {
    if (error instanceof SizeError) return undefined;
    throw error;
  }
}
