import type { PropertyPath } from "./property-path.ts";
import { bare, isList, isMap, Marked, Unknown } from "./property-value.ts";
import type { PropertyMap, PropertyValue, WireMap } from "./property-value.ts";

/** One place where two sets of properties differ. */
export interface Change {
  readonly path: PropertyPath;
  readonly kind: "add" | "update" | "delete";
}

/**
 * Every place where `after` differs from `before`, as deep as both have the same structure: maps key by key, lists index by
 * index. Whether a value is secret is no difference. Null is a value: `environment: { TOKEN: null }` says something that
 * leaving `TOKEN` out does not. A value that is not known yet differs from every value, because nobody can tell.
 */
export function differences(before: PropertyMap, after: PropertyMap): Change[] {
  const changes: Change[] = [];
  compareMaps(before, after, [], changes);
  return changes;
}

/** Where the comparison is; it goes on from place to place, and is copied only for a place that differs. */
type Here = (string | number)[];

function compareMaps(before: PropertyMap, after: PropertyMap, here: Here, changes: Change[]): void {
  for (const key of Object.keys(before)) compareAt(key, before[key], own(after, key), here, changes);
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) compareAt(key, undefined, after[key], here, changes);
  }
}

function compareAt(
  step: string | number,
  left: PropertyValue | undefined,
  right: PropertyValue | undefined,
  here: Here,
  changes: Change[],
): void {
  here.push(step);
  compare(left, right, here, changes);
  here.pop();
}

function compareLists(before: readonly PropertyValue[], after: readonly PropertyValue[], here: Here, changes: Change[]): void {
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    compareAt(index, before[index], after[index], here, changes);
  }
}

function compare(left: PropertyValue | undefined, right: PropertyValue | undefined, here: Here, changes: Change[]): void {
  if (left === undefined || right === undefined) {
    if (left !== right) changes.push({ path: [...here], kind: left === undefined ? "add" : "delete" });
    return;
  }
  const before = bare(left);
  const after = bare(right);
  if (isMap(before) && isMap(after)) compareMaps(before, after, here, changes);
  else if (isList(before) && isList(after)) compareLists(before, after, here, changes);
  else if (!same(before, after)) changes.push({ path: [...here], kind: "update" });
}

function same(before: PropertyValue, after: PropertyValue): boolean {
  if (before instanceof Marked && after instanceof Marked) return sameMarked(before.wire, after.wire);
  return !(before instanceof Unknown) && (before === after || (before !== before && after !== after));
}

/** Assets reach a diff without their content, so their hash decides; what has none (a reference) is compared whole. */
function sameMarked(before: WireMap, after: WireMap): boolean {
  const hash = before["hash"];
  if (typeof hash === "string" && hash !== "") return hash === after["hash"];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].every((key) => JSON.stringify(before[key]) === JSON.stringify(after[key]));
}

function own(map: PropertyMap, key: string): PropertyValue | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
