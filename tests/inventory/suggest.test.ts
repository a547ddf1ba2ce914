import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { suggest } from "../../compose/suggest.ts";

describe("the word that was meant", () => {
  it.each([
    ["publik", ["public", "mesh"], "public"],
    ["nmae", ["name", "node"], "name"],
    ["exposur", ["exposure"], "exposure"],
    ["restartpolicy", ["restart_policy", "restart_exceptions"], "restart_policy"],
    ["SATRUN", ["SATURN", "SOLARIA"], "SATURN"],
    ["Public", ["public"], "public"],
  ])("by %s is found", (word, candidates, meant) => {
    expect(suggest(word, candidates)).toBe(meant);
  });

  it("is not guessed when nothing is near", () => {
    expect(suggest("kitchen", ["public", "mesh"])).toBeUndefined();
    expect(suggest("", ["public"])).toBeUndefined();
    expect(suggest("public", [])).toBeUndefined();
  });

  it("is the word itself when it is a candidate", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 8 }), (words) => {
        for (const word of words) expect(suggest(word, words)).toBe(word);
      }),
    );
  });

  it("is not searched for something as long as a page", () => {
    expect(suggest("x".repeat(65), ["x".repeat(64)])).toBeUndefined();
  });
});
