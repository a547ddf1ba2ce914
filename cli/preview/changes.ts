import { isUnknown } from "../../src/rules/unknown.ts";
import { oneLine } from "../../compose/problem.ts";
import { isBookkeeping } from "./bookkeeping.ts";
import type { StepMetadata } from "./events.ts";

/** One attribute that an update would change. */
export interface Change {
  /** Where it is, as the engine says it (`document.services.outline.mem_limit`). */
  readonly path: string;
  readonly kind: "add" | "change" | "remove";
  /** Shortened for a line; undefined where there was or will be nothing. */
  readonly from?: string;
  readonly to?: string;
  readonly replaces: boolean;
}

/** A value longer than this is cut: the line says that and where it differs, `--json` of the engine has the rest. */
const LONGEST = 60;

/** The attributes a step would change, in the order of their paths. */
export function changesOf(step: StepMetadata): Change[] {
  return Object.entries(step.detailedDiff ?? {})
    .filter(([path]) => !isBookkeeping(step.type, parsePath(path)))
    .map(([path, { diffKind }]): Change => {
      const parts = parsePath(path);
      const from = show(valueAt(step.old?.outputs, parts) ?? valueAt(step.old?.inputs, parts));
      const to = show(valueAt(step.new?.inputs, parts));
      const kind = diffKind.startsWith("add") ? "add" : diffKind.startsWith("delete") ? "remove" : "change";
      return {
        path,
        kind,
        ...(from === undefined || kind === "add" ? {} : { from }),
        ...(to === undefined || kind === "remove" ? {} : { to }),
        replaces: diffKind.endsWith("-replace"),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The steps of a property path: `a.b[0]["c.d"]` → a, b, 0, c.d. */
export function parsePath(path: string): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const match of path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)) {
    if (match[1] !== undefined) parts.push(match[1].replace(/\\(.)/g, "$1"));
    else if (match[2] !== undefined) parts.push(Number(match[2]));
    else if (match[3] !== undefined) parts.push(match[3]);
  }
  return parts;
}

/** What lies at the end of a path; undefined where there is nothing. */
export function valueAt(root: unknown, parts: readonly (string | number)[]): unknown {
  let value = root;
  for (const part of parts) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

function show(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (isUnknown(value)) return "(known at the update)";
  const text = oneLine(typeof value === "string" ? value : JSON.stringify(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
