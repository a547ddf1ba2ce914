/**
 * Stands in a document for a value that is only known once the update runs. A rule that meets it says so instead of
 * guessing either way.
 */
export const unknown: unique symbol = Symbol.for("homelab.unknown");
export type Unknown = typeof unknown;

/** The strings by which the Pulumi engine marks unknown values of each type; fixed by its protocol. */
const engineMarkers: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Is this a value that is not known yet, in our notation or the engine's? */
export function isUnknown(value: unknown): value is Unknown {
  return value === unknown || engineMarkers.has(value);
}

/**
 * A plain copy of a resource's inputs with `unknown` wherever a value is not known yet. Works on the plain objects of a
 * component and on the policy SDK's proxies, which throw when an unknown property is read.
 */
export function plainCopy(value: unknown): unknown {
  if (isUnknown(value)) return unknown;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => readCopy(value, index));
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    // Plain assignment to __proto__ would change the copy's prototype instead of adding a key.
    Object.defineProperty(copy, key, { value: readCopy(value, key), enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

function readCopy(container: object, key: string | number): unknown {
  try {
    return plainCopy((container as Record<string | number, unknown>)[key]);
  } catch (error) {
    if (error instanceof Error && error.message.includes("can't be known during preview")) return unknown;
    throw error;
  }
}
