import { expect, test } from "vitest";

import { redact } from "../../../provider/deploy/redact.ts";

test("values of four characters and more are hidden wherever they stand", () => {
  expect(redact("user anna says annabel: hunter2hunter2", ["hunter2", "anna"])).toBe("user (hidden) says (hidden)bel: (hidden)(hidden)");
});

test("shorter values are hidden only when they are declared secrets", () => {
  expect(redact("code q7, level on", ["q7", "on"], ["q7"])).toBe("code (hidden), level on");
});

test("no part of a longer value stays behind a shorter one that it holds", () => {
  expect(redact("secret-and-more", ["secret", "secret-and-more"])).toBe("(hidden)");
});

test("a value of several lines is hidden line by line, too", () => {
  expect(redact("key: BEGIN abcdef\nother", ["BEGIN abcdef\n  ghijkl\n"])).toBe("key: (hidden)\nother");
  expect(redact("a ghijkl b", ["BEGIN abcdef\n  ghijkl\n"])).toBe("a (hidden) b");
});

test("signs that mean something in a pattern are just signs", () => {
  expect(redact("a.*b$& axxb", ["a.*b$&"])).toBe("(hidden) axxb");
});
