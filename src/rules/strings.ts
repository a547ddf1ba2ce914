import type { DataPath } from "../../compose/data-path.ts";
import { isUnknown } from "./unknown.ts";

/** A text somewhere in a document. */
export interface FoundText {
  readonly path: DataPath;
  readonly text: string;
  /** Whether it is the key of a mapping rather than a value. */
  readonly isKey: boolean;
}

/** Every text of a document, keys included; what is not known yet is left out. */
export function stringsOf(value: unknown, path: DataPath = []): FoundText[] {
  const found: FoundText[] = [];
  collect(value, path, found);
  return found;
}

function collect(value: unknown, path: DataPath, found: FoundText[]): void {
  if (isUnknown(value)) return;
  if (typeof value === "string") found.push({ path, text: value, isKey: false });
  else if (Array.isArray(value)) value.forEach((item, index) => collect(item, [...path, index], found));
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      found.push({ path: [...path, key], text: key, isKey: true });
      collect(item, [...path, key], found);
    }
  }
}

/** The lines of a placed file that are no comments, with their numbers from 1. */
export function linesOf(content: string): { readonly line: number; readonly text: string }[] {
  return content
    .split("\n")
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => !/^\s*(#|\/\/|;)/.test(text));
}
