import { MISSING } from "../difference.ts";
import type { Difference } from "../difference.ts";
import { isJsonList } from "../json.ts";
import type { Json } from "../json.ts";

/** One thing that an entry of a list asks for. */
export interface Wanted {
  /** Everything that is compared, as one text. */
  readonly key: string;
  /** By what a changed thing is still recognised as this one. @default the key */
  readonly identity?: string;
  /** The index of its entry. */
  readonly index: number;
}

/** One thing that the container has. */
export interface Actual {
  readonly key: string;
  readonly identity?: string;
  /** In the notation of a list entry; `entry` is the declared one it takes the place of. */
  readonly render: (entry: Json | undefined) => Json;
}

/**
 * Compares a list whose order has no meaning (ports, mounts, capabilities). A changed entry keeps its place, so the path
 * names it; a missing one leaves a mark in its place; what is not declared follows at the end.
 */
export function compareItems(
  attribute: string,
  declared: Json | undefined,
  wanted: readonly Wanted[],
  actual: readonly Actual[],
): Difference[] {
  const left = [...actual];
  const unmet: Wanted[] = [];
  for (const want of wanted) {
    const index = left.findIndex(({ key }) => key === want.key);
    if (index === -1) unmet.push(want);
    else left.splice(index, 1);
  }
  const entries = isJsonList(declared) ? declared : [];
  const differences: Difference[] = [];
  for (const want of unmet) {
    const identity = want.identity ?? want.key;
    const index = left.findIndex((have) => (have.identity ?? have.key) === identity);
    const [found] = index === -1 ? [] : left.splice(index, 1);
    differences.push({ path: [attribute, want.index], enforced: found?.render(entries[want.index]) ?? MISSING });
  }
  left.forEach((have, offset) => differences.push({ path: [attribute, entries.length + offset], enforced: have.render(undefined) }));
  return differences;
}

/** {@link compareItems} for texts; `normal` makes equal what means the same, and what is there twice counts once on both sides. */
export function compareTexts(
  attribute: string,
  declared: Json | undefined,
  expanded: readonly string[],
  actual: readonly string[],
  normal: (text: string) => string = (text) => text,
): Difference[] {
  return compareItems(
    attribute,
    declared,
    firstOfEach(expanded.map((text, index) => ({ key: normal(text), index }))),
    firstOfEach(actual.map((text) => ({ key: normal(text), render: () => text }))),
  );
}

function firstOfEach<Item extends { readonly key: string }>(items: readonly Item[]): Item[] {
  return [...new Map(items.toReversed().map((item) => [item.key, item])).values()].toReversed();
}
