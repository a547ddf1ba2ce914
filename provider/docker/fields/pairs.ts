import { MISSING } from "../difference.ts";
import type { Difference } from "../difference.ts";
import { isJsonList, isJsonMap, textOf } from "../json.ts";
import type { Json } from "../json.ts";

/** `{ A: b }` or `[A=b]` as pairs; undefined as a value means that only the name is there. */
export function pairsOf(value: Json | undefined): Map<string, string | undefined> {
  if (isJsonMap(value)) return new Map(Object.entries(value).map(([name, item]) => [name, textOf(item)]));
  const pairs = new Map<string, string | undefined>();
  for (const item of isJsonList(value) ? value : []) {
    const text = textOf(item) ?? "";
    const sign = text.indexOf("=");
    if (sign === -1) pairs.set(text, undefined);
    else pairs.set(text.slice(0, sign), text.slice(sign + 1));
  }
  return pairs;
}

/** `[A=b]` as pairs, as engines and images write an environment. */
export function entriesOf(list: readonly string[] | null | undefined): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const text of list ?? []) {
    const sign = text.indexOf("=");
    // A name alone takes the variable away.
    if (sign > 0) pairs.set(text.slice(0, sign), text.slice(sign + 1));
  }
  return pairs;
}

/**
 * Compares names with values, in whichever notation they are declared. `show` says what of an enforced value may be seen.
 * @param wanted what should be there, image defaults included
 */
export function comparePairs(
  attribute: string,
  declared: Json | undefined,
  wanted: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
  show: (name: string, value: string, kind: "changed" | "extra") => string,
): Difference[] {
  const written = [...pairsOf(declared).keys()];
  const listed = isJsonList(declared);
  let next = listed ? declared.length : 0;
  const differences: Difference[] = [];
  const report = (name: string, enforced: string | undefined, raw?: string): void => {
    const hidden = { ...(raw === undefined ? {} : { raw }), wanted: wanted.get(name) ?? null };
    if (!listed) {
      // A name that comes from the image alone has no place that could be empty, so the mark says it.
      differences.push({ path: [attribute, name], enforced: enforced ?? (written.includes(name) ? undefined : MISSING), ...hidden });
      return;
    }
    const index = written.indexOf(name);
    const text = enforced === undefined ? MISSING : `${name}=${enforced}`;
    differences.push({ path: [attribute, index === -1 ? next++ : index], enforced: text, ...hidden });
  };
  for (const [name, value] of wanted) {
    const found = actual.get(name);
    if (found === undefined) report(name, undefined);
    else if (found !== value) report(name, show(name, found, "changed"), found);
  }
  for (const [name, value] of actual) if (!wanted.has(name)) report(name, show(name, value, "extra"), value);
  return differences;
}
