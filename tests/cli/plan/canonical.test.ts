import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonical, hmacOf, movedKeys } from "../../../cli/plan/canonical.ts";

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

describe("canonical JSON", () => {
  it("is the same text for the same data, whatever the order of keys", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonical(shuffled(value)) === canonical(value)));
  });

  it("is another text for other data, and says the data", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonical(JSON.parse(canonical(value))) === canonical(value)));
    expect(canonical({ a: [1, 2] })).not.toBe(canonical({ a: [2, 1] }));
    expect(canonical({ a: "1" })).not.toBe(canonical({ a: 1 }));
  });

  it("leaves out what is undefined, as JSON does", () => {
    expect(canonical({ b: undefined, a: { c: undefined } })).toBe('{"a":{}}');
  });
});

describe("an HMAC of a fact", () => {
  it("depends on the key as on the fact", () => {
    const [one, two] = ["00".repeat(32), "01".repeat(32)];
    expect(hmacOf(one, { a: 1, b: 2 })).toBe(hmacOf(one, { b: 2, a: 1 }));
    expect(hmacOf(one, "x")).not.toBe(hmacOf(two, "x"));
    expect(hmacOf(one, "x")).not.toBe(hmacOf(one, "y"));
  });
});

describe("what moved", () => {
  it("is what changed, what is gone and what is new, in order", () => {
    expect(movedKeys({ same: "1", changed: "1", gone: "1" }, { same: "1", changed: "2", fresh: "1" })).toEqual([
      "changed",
      "fresh",
      "gone",
    ]);
  });
});
