import type { PropertyPath } from "../rpc/property-path.ts";
import type { Json } from "./json.ts";

/** One place where the node is not as declared. */
export interface Difference {
  readonly path: PropertyPath;
  /** What is enforced, in the notation of the declaration; undefined when it is not there at all. Never a secret. */
  readonly enforced: Json | undefined;
  /** What stands there as it is, where `enforced` may not show it. It goes into sums only, and into no result. */
  readonly raw?: Json;
  /** What should stand there, where the attribute alone does not say it: a variable of an env file. For sums only, too. */
  readonly wanted?: Json;
}

/** Stands for a value that may not be shown and is another one than declared. */
export const CHANGED = "(changed on the node)";
/** Stands for something on the node that git does not declare and that may not be shown. */
export const UNDECLARED = "(on the node, not in git)";
/** Begins the text at an attribute whose variable has no value; the reason follows. */
export const INCOMPARABLE = "(cannot be compared: ";
/** Stands for an item of a list that the node does not have; the items behind it keep their places. */
export const MISSING = "(missing on the node)";

/** Whether a text is one of ours: `pulumi refresh` writes what was found into the state, and the next read compares with that. */
export function isMark(text: unknown): boolean {
  return text === CHANGED || text === UNDECLARED || text === MISSING || (typeof text === "string" && text.startsWith(INCOMPARABLE));
}

/** The difference one level further out. */
export function below(prefix: PropertyPath, differences: readonly Difference[]): Difference[] {
  return differences.map((difference) => ({ ...difference, path: [...prefix, ...difference.path] }));
}
