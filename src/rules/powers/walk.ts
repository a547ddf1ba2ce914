import type { DataPath } from "../../../compose/data-path.ts";
import { mapping, type Mapping } from "../parts.ts";
import type { ProjectFacts } from "../facts.ts";
import { isUnknown } from "../unknown.ts";
import type { At, Attribute } from "./attribute.ts";
import { attributes } from "./table/index.ts";

/** One attribute of a document as the walk meets it. */
export interface Met {
  /** Where it stands in the table (`services.*.volumes[].source`). */
  readonly pattern: string;
  /** Undefined for what the table does not list. */
  readonly entry: Attribute | undefined;
  readonly value: unknown;
  readonly at: At;
}

/** The table's places below which something is listed, so that a value without any is not looked into. */
const inner: ReadonlySet<string> = new Set(Object.keys(attributes).flatMap(placesAbove));

/** Items that may be a plain value as well as a mapping. */
const plain: ReadonlySet<string> = new Set(["services.*.ulimits.*"]);

function placesAbove(pattern: string): string[] {
  const found: string[] = [];
  for (let at = pattern.length; at > 0;) {
    at = Math.max(pattern.lastIndexOf(".", at - 1), pattern.lastIndexOf("[", at - 1));
    if (at > 0) found.push(pattern.slice(0, at));
  }
  return found;
}

/**
 * Every attribute of a project's document with its entry in the table, in the document's order. What is below an attribute that
 * is not used, not listed or not known yet is not looked into: the attribute itself decides.
 */
export function walk(project: ProjectFacts): Met[] {
  const met: Met[] = [];
  if (!isUnknown(project.document)) visit("", mapping(project.document), [], undefined, project, met);
  return met;
}

function visit(pattern: string, value: unknown, path: DataPath, container: string | undefined, project: ProjectFacts, met: Met[]): void {
  if (Array.isArray(value)) {
    const items = `${pattern}[]`;
    if (inner.has(items)) {
      value.forEach((item, index) => visitItem(items, item, [...path, index], container, project, met));
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value as Mapping)) {
    const chosen = `${pattern}.*`;
    if (key.startsWith("x-") && !inner.has(chosen)) continue;
    const named = pattern === "" ? key : `${pattern}.${key}`;
    const place = [...path, key];
    const whose = pattern === "services" ? key : container;
    // A name that looks like a place of the table is none.
    if (Object.hasOwn(attributes, named) && !/[.[*]/.test(key)) {
      const entry = attributes[named];
      met.push({ pattern: named, entry, value: child, at: at(project, place, value as Mapping, container) });
      if (entry?.kind !== "not used" && inner.has(named)) visit(named, child, place, whose, project, met);
    } else if (inner.has(chosen)) visitItem(chosen, child, place, whose, project, met);
    else met.push({ pattern: named, entry: undefined, value: child, at: at(project, place, value as Mapping, container) });
  }
}

/** An item of a list, or of a mapping whose keys the author chose: it has attributes, or is empty, or is not known yet. */
function visitItem(
  pattern: string,
  value: unknown,
  path: DataPath,
  container: string | undefined,
  project: ProjectFacts,
  met: Met[],
): void {
  if (isUnknown(value)) {
    met.push({ pattern, entry: undefined, value, at: at(project, path, {}, container) });
    return;
  }
  if (value === null || value === undefined) return;
  if (typeof value === "object") visit(pattern, value, path, container, project, met);
  else if (!plain.has(pattern)) met.push({ pattern, entry: undefined, value, at: at(project, path, {}, container) });
}

function at(project: ProjectFacts, path: DataPath, parent: Mapping, container: string | undefined): At {
  return { project, path, parent, ...(container === undefined ? {} : { container }) };
}

/** May a place of the table, or anything below it, open something? */
export function mayOpen(pattern: string): boolean {
  return Object.entries(attributes).some(
    ([one, { kind }]) => kind === "power" && (one === pattern || one.startsWith(`${pattern}.`) || one.startsWith(`${pattern}[`)),
  );
}
