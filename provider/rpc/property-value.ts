import type { Json, JsonMap } from "../../compose/json.ts";

/** The key that marks an object on the wire as something other than a plain object, and its values. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The strings that stand for values the engine does not know yet, one for every type it could have. */
const UNKNOWNS: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** A value in a message: JSON, with markers inside. */
export type WireValue = Json;
export type WireMap = JsonMap;

/** A value as the rest of the provider sees it: JSON in which secrets, unknowns and assets are objects of their own. */
export type PropertyValue = null | boolean | number | string | readonly PropertyValue[] | PropertyMap | Unknown | Secret | Marked;
export interface PropertyMap {
  readonly [key: string]: PropertyValue;
}

/** A value that is not known before the update has run; it remembers its marker, which says its type. */
export class Unknown {
  readonly marker: string;

  constructor(marker = "04da6b54-80e4-46f7-96ec-b56ff0331ba9") {
    this.marker = marker;
  }
}

/** A value that must never be shown. */
export class Secret {
  readonly value: PropertyValue;

  constructor(value: PropertyValue) {
    this.value = value;
  }
}

/** An asset, an archive or a reference to a resource: carried through as it came. */
export class Marked {
  readonly wire: WireMap;

  constructor(wire: WireMap) {
    this.wire = wire;
  }
}

/** How long each of them is: most texts are told from them by this alone. */
const UNKNOWN_LENGTH = 36;

/**
 * Turns the markers of a value from the wire into objects. An output value becomes what it holds. What has no marker inside is
 * given back as it is and not copied.
 */
export function unwrap(wire: WireValue): PropertyValue {
  if (typeof wire === "string") return wire.length === UNKNOWN_LENGTH && UNKNOWNS.has(wire) ? new Unknown(wire) : wire;
  if (wire === null || typeof wire !== "object") return wire;
  if (isList(wire)) return mapped<WireValue, PropertyValue>(wire, unwrap);
  switch (wire[SIGNATURE]) {
    case undefined:
      return unwrapMap(wire);
    case SECRET:
      return new Secret(unwrap(wire["value"] ?? null));
    case OUTPUT: {
      const value = wire["value"] === undefined ? new Unknown() : unwrap(wire["value"]);
      return wire["secret"] === true ? new Secret(value) : value;
    }
    default:
      return new Marked(wire);
  }
}

/** {@link unwrap} for the properties of a resource. */
export function unwrapMap(wire: WireMap): PropertyMap {
  return mappedMap<WireValue, PropertyValue>(wire, unwrap);
}

/** The inverse of {@link unwrap}: puts the markers back. What needs none is given back as it is. */
export function wrap(value: PropertyValue): WireValue {
  if (value === null || typeof value !== "object") return value;
  if (isList(value)) return mapped<PropertyValue, WireValue>(value, wrap);
  if (value instanceof Unknown) return value.marker;
  if (value instanceof Secret) return { [SIGNATURE]: SECRET, value: wrap(value.value) };
  if (value instanceof Marked) return value.wire;
  return wrapMap(value);
}

/** {@link wrap} for the properties of a resource. */
export function wrapMap(map: PropertyMap): WireMap {
  return mappedMap<PropertyValue, WireValue>(map, wrap);
}

/** `list.map(turn)`, without a copy where nothing becomes another value: then every `From` in it is a `To`. */
export function mapped<From, To>(list: readonly From[], turn: (value: From, index: number) => To): readonly To[] {
  let copy: To[] | undefined;
  for (const [index, before] of list.entries()) {
    const after = turn(before, index);
    if (Object.is(after, before)) continue;
    copy ??= [...(list as readonly unknown[] as readonly To[])];
    copy[index] = after;
  }
  return copy ?? (list as readonly unknown[] as readonly To[]);
}

/** The same for the values of a map. */
export function mappedMap<From, To>(
  map: Readonly<Record<string, From>>,
  turn: (value: From, key: string) => To,
): Readonly<Record<string, To>> {
  let copy: Record<string, To> | undefined;
  for (const key of Object.keys(map)) {
    const before = map[key] as From;
    const after = turn(before, key);
    if (Object.is(after, before)) continue;
    copy ??= { ...(map as Readonly<Record<string, unknown>>) } as Record<string, To>;
    put(copy, key, after);
  }
  return copy ?? (map as Readonly<Record<string, unknown>> as Readonly<Record<string, To>>);
}

/** The value without its secret wrapping, however deep that is at this place; what lies inside keeps its own. */
export function bare(value: PropertyValue): Exclude<PropertyValue, Secret> {
  let inner = value;
  while (inner instanceof Secret) inner = inner.value;
  return inner;
}

/** Whether this is a plain object, neither a list nor one of the marked values. */
export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown || value instanceof Secret || value instanceof Marked)
  );
}

/** The text at a key, without its secret wrapping; empty when there is none. */
export function textAt(map: PropertyMap, key: string): string {
  const value = bare(map[key] ?? null);
  return typeof value === "string" ? value : "";
}

/** Sets an own property even where the key is `__proto__`, which plain assignment would swallow. */
export function put<T>(map: Record<string, T>, key: string, value: T): void {
  if (key === "__proto__") Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** `Array.isArray` for read-only lists, which TypeScript's own signature does not narrow to. */
export function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
