import { describe, expect, test } from "vitest";

import { shapeProblems } from "../../../provider/shape/problems.ts";
import { any, choice, flag, list, map, object, optional, required, text, wholeNumber } from "../../../provider/shape/shape.ts";
import { Marked, Secret, Unknown } from "../../../provider/rpc/property-value.ts";

const shape = object(
  {
    name: required("The name.", text("small letters", /^[a-z]+$/)),
    size: optional("The size.", choice(text("a size", /^\d+m$/), wholeNumber(0, 10))),
    open: optional("Whether it is open.", flag),
    parts: optional("The parts.", list(object({ id: required("The id.", wholeNumber(1, 9)) }))),
    labels: optional("The labels.", map(text("text"), { keys: text("a key without spaces", /^\S+$/) })),
    rest: optional("Anything.", any),
  },
  /^x-/,
);

describe("a value is held against a shape", () => {
  test("and has no problem when everything fits", () => {
    const value = { name: "a", size: "5m", open: true, parts: [{ id: 1 }], labels: { a: "b" }, rest: [null, {}], "x-own": 1 };
    expect(shapeProblems(value, shape)).toEqual([]);
  });

  test("and every place that does not fit is named with what would", () => {
    const value = { name: "A", size: true, open: "yes", parts: [{ id: 10 }, 3, { id: 1.5 }], labels: { "a b": 1 }, nmae: "x" };
    expect(shapeProblems(value, shape)).toEqual([
      { path: "name", message: '"A" does not fit', allowed: "small letters" },
      { path: "size", message: "true does not fit", allowed: "a size, or a whole number from 0 to 10" },
      { path: "open", message: '"yes" does not fit', allowed: "true or false" },
      { path: "parts[0].id", message: "10 does not fit", allowed: "a whole number from 1 to 9" },
      { path: "parts[1]", message: "3 does not fit", allowed: "an object with id" },
      { path: "parts[2].id", message: "1.5 does not fit", allowed: "a whole number from 1 to 9" },
      { path: "labels.a b", message: 'the key "a b" does not fit', allowed: "a key without spaces" },
      { path: "labels.a b", message: "1 does not fit", allowed: "text" },
      {
        path: "nmae",
        message: 'the key "nmae" is not known here',
        allowed: "name, size, open, parts, labels, rest",
        suggestion: "name",
      },
    ]);
  });

  test("and a missing value is named with its shape", () => {
    expect(shapeProblems({}, shape)).toEqual([{ path: "name", message: "is missing", allowed: "small letters" }]);
  });

  test("and null is as good as nothing where a value is optional, but not where it is required", () => {
    expect(shapeProblems({ name: null, size: null }, shape).map(({ path }) => path)).toEqual(["name"]);
  });

  test("and what is not known yet fits everywhere", () => {
    expect(shapeProblems({ name: new Unknown(), parts: [new Unknown()], labels: new Unknown() }, shape)).toEqual([]);
  });

  test("and a secret is looked into but never quoted, however deep it lies", () => {
    const problems = shapeProblems({ name: new Secret(new Secret("HUNTER")), parts: new Secret([{ id: 77 }]) }, shape);
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "name: the secret value does not fit",
      "parts[0].id: the secret value does not fit",
    ]);
  });

  test("and an asset where JSON belongs is named as what it is", () => {
    const [problem] = shapeProblems({ name: "a", rest: new Marked({}) }, shape);
    expect(problem).toMatchObject({ path: "rest", message: "an asset or a reference does not fit", fix: "pass its text instead" });
  });

  test("and a long value is cut in the message", () => {
    const [problem] = shapeProblems({ name: "A".repeat(5000) }, shape);
    expect(problem?.message.length).toBeLessThan(100);
  });
});
