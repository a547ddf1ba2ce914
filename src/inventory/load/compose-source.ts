import type { ComposeSource } from "../../../compose/index.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { Checkout } from "./checkout.ts";

/** Reads a Compose file that must be there. An empty one is refused: merged, it would pass for one that asks for nothing. */
export function readComposeSource(checkout: Checkout, file: string, problems: Problem[]): ComposeSource | undefined {
  const text = checkout.read(file, problems)?.text;
  if (text === undefined) return undefined;
  if (text.split(/\r?\n/).some((line) => /^\ufeff?\s*[^\s#]/.test(line) && !/^(---|\.\.\.)\s*(#.*)?$/.test(line))) return { file, text };
  problems.push({ place: { file, line: 1, column: 1 }, path: "", message: "the file is empty", allowed: "a mapping with services" });
  return undefined;
}
