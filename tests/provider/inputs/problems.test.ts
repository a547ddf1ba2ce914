import { describe, expect, test } from "vitest";
import { z } from "zod";

import { inputProblems } from "../../../provider/inputs/problems.ts";
import { extensible, json, text, wholeNumber } from "../../../provider/inputs/types.ts";
import { Marked, Secret, Unknown } from "../../../provider/rpc/property-value.ts";

const schema = extensible(
  {
    name: text("small letters", /^[a-z]+$/),
    size: z.union([text("a size", /^\d+m$/), wholeNumber(0, 10)]).nullish(),
    open: z.boolean().nullish(),
    parts: z.array(z.strictObject({ id: wholeNumber(1, 9) })).nullish(),
    labels: z.record(text("a key without spaces", /^\S+$/), text()).nullish(),
    rest: json.nullish(),
  },
  /^x-/,
);

describe("inputs are held against a schema", () => {
  test("and has no problem when everything fits", () => {
    const value = { name: "a", size: "5m", open: true, parts: [{ id: 1 }], labels: { a: "b" }, rest: [null, {}], "x-own": 1 };
    expect(inputProblems(value, schema)).toEqual([]);
  });

  test("and every place that does not fit is named with what would", () => {
    const value = { name: "A", size: true, open: "yes", parts: [{ id: 10 }, 3, { id: 1.5 }], labels: { "a b": 1 }, nmae: "x" };
    expect(inputProblems(value, schema)).toEqual([
      { path: "name", message: '"A" does not fit', allowed: "small letters" },
      { path: "size", message: "true does not fit", allowed: "a size, or a whole number from 0 to 10" },
      { path: "open", message: '"yes" does not fit', allowed: "true or false" },
      { path: "parts[0].id", message: "10 does not fit", allowed: "a whole number from 1 to 9" },
      { path: "parts[1]", message: "3 does not fit", allowed: "an object with id" },
      { path: "parts[2].id", message: "1.5 does not fit", allowed: "a whole number from 1 to 9" },
      { path: "labels.a b", message: 'the key "a b" does not fit', allowed: "a key without spaces" },
      {
        path: "nmae",
        message: 'the key "nmae" is not known here',
        allowed: "name, size, open, parts, labels, rest",
        suggestion: "name",
      },
    ]);
  });

  test("and a missing value is named with what would fit", () => {
    expect(inputProblems({}, schema)).toEqual([{ path: "name", message: "is missing", allowed: "small letters" }]);
  });

  test("and null is as good as nothing where a value is optional, but not where it is required", () => {
    expect(inputProblems({ name: null, size: null }, schema).map(({ path }) => path)).toEqual(["name"]);
  });

  test("and what is not known yet fits everywhere", () => {
    expect(inputProblems({ name: new Unknown(), parts: [new Unknown()], labels: new Unknown() }, schema)).toEqual([]);
  });

  test("and a secret is looked into but never quoted, however deep it lies", () => {
    const problems = inputProblems({ name: new Secret(new Secret("HUNTER")), parts: new Secret([{ id: 77 }]) }, schema);
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "name: the secret value does not fit",
      "parts[0].id: the secret value does not fit",
    ]);
  });

  test("and an asset where JSON belongs is named as what it is", () => {
    const [problem] = inputProblems({ name: "a", rest: new Marked({}) }, schema);
    expect(problem).toMatchObject({ path: "rest", message: "an asset or a reference does not fit", fix: "pass its text instead" });
  });

  test("and a long value is cut in the message", () => {
    const [problem] = inputProblems({ name: "A".repeat(5000) }, schema);
    expect(problem?.message.length).toBeLessThan(100);
  });
});
