import { compareText } from "../../compose/compare-text.ts";
import { urnName } from "./events.ts";
import type { PlannedResource } from "./plan.ts";

/** A resource with its place in the tree. */
export interface TreeLine {
  readonly resource: PlannedResource;
  /** Lines that lead to it (`│  └─ `); empty for a root. */
  readonly branch: string;
}

/**
 * Resources in tree order: every parent before its children, and children by name: the engine sees them in another order
 * every time. A resource whose parent is not in the plan stands as a root.
 */
export function treeOrder(resources: readonly PlannedResource[]): TreeLine[] {
  const known = new Set(resources.map(({ urn }) => urn));
  const children = new Map<string | undefined, PlannedResource[]>();
  for (const resource of resources) {
    const parent = resource.parent !== undefined && known.has(resource.parent) ? resource.parent : undefined;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [resource]);
    else siblings.push(resource);
  }
  for (const siblings of children.values())
    siblings.sort((a, b) => compareText(urnName(a.urn), urnName(b.urn)) || compareText(a.urn, b.urn));
  const lines: TreeLine[] = [];
  const walk = (parent: string | undefined, indent: string): void => {
    const own = children.get(parent) ?? [];
    for (const [index, resource] of own.entries()) {
      const last = index === own.length - 1;
      const root = parent === undefined;
      lines.push({ resource, branch: root ? "" : `${indent}${last ? "└─ " : "├─ "}` });
      walk(resource.urn, root ? "" : `${indent}${last ? "   " : "│  "}`);
    }
  };
  walk(undefined, "");
  return lines;
}
