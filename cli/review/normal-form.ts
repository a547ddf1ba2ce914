/** Plain data, as the engine prints the inputs of a resource. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: Plain;
}

/** Lists whose order says something: they are compared as a whole. */
const ORDERED = new Set(["command", "entrypoint", "test"]);

/**
 * Data in a form in which two revisions can be compared place by place. A list of Compose has no order, so its items are
 * found by what they are about: a port by address and number, a mount by its target, a word by itself. A list whose order
 * counts becomes one text.
 */
export function normalForm(value: Plain | undefined, key = ""): Plain {
  if (value === undefined) return null;
  if (isList(value)) {
    if (ORDERED.has(key)) return JSON.stringify(value);
    const named = value.map((item) => [identity(item), item] as const);
    const names = new Set(named.map(([name]) => name));
    // Two items that look the same cannot be told apart by name: then their places have to do.
    if (names.size < named.length || names.has(undefined)) return value.map((item) => normalForm(item));
    return Object.fromEntries(named.map(([name = "", item]) => [name, typeof item === "object" ? normalForm(item) : true]));
  }
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalForm(item, name)]));
}

/** What a list's item is about; undefined when it does not say. */
function identity(item: Plain): string | undefined {
  if (typeof item === "string" || typeof item === "number") return String(item);
  if (!isMap(item)) return undefined;
  const { target, published, host_ip: address, protocol, name, service, allow } = item;
  if (published !== undefined || protocol !== undefined) {
    return `${textOf(address) === "" ? "" : `${textOf(address)}:`}${textOf(published)}→${textOf(target)}/${textOf(protocol)}`;
  }
  if (allow !== undefined) return `${textOf(service)} ${textOf(allow)}`;
  const found = target ?? name ?? item["source"] ?? service;
  return found === undefined ? undefined : textOf(found);
}

function textOf(value: Plain | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function isMap(value: Plain | undefined): value is PlainMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** The value at a path of names and numbers; undefined where there is none. */
export function valueAt(root: Plain | undefined, path: readonly (string | number)[]): Plain | undefined {
  let value = root;
  for (const step of path) {
    if (isMap(value) && Object.hasOwn(value, String(step))) value = value[step];
    else if (isList(value) && typeof step === "number") value = value[step];
    else return undefined;
  }
  return value;
}

/** Every place where two values differ, as deep as both have the same structure. */
export function differences(
  before: Plain | undefined,
  after: Plain | undefined,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (isList(before) && isList(after)) {
    return [...Array(Math.max(before.length, after.length)).keys()].flatMap((index) =>
      differences(before[index], after[index], [...path, index]),
    );
  }
  if (isMap(before) && isMap(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(valueAt(before, [key]), valueAt(after, [key]), [...path, key]),
    );
  }
  return before === after ? [] : [path];
}
