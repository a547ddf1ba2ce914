import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import fc from "fast-check";

import { shellCommand } from "../../../provider/transport/quote.ts";

/** What a shell makes of a command line: its words, each ended by a NUL. */
function words(shell: string, line: string): string[] {
  return execFileSync(shell, ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

const hostile = [
  "",
  " ",
  "plain",
  "two words",
  "it's",
  "''",
  '"double"',
  "$HOME",
  "$(touch /tmp/pwned)",
  "`id`",
  "a\nb",
  "a\\b",
  "\\'",
  "*",
  "~",
  "-rf",
  "a;b",
  "a|b",
  "a&b",
  ">x",
  "{a,b}",
  "!x",
  "#c",
  "a=b",
  "ümläut",
  "\u{1f600}",
  "\t",
  "..",
  "../../etc",
  "%s",
  "[x]",
  "?",
  "(x)",
  "\u0001",
];

describe("a command for the login shell of a node", () => {
  test("arrives word by word as it was given, whatever is in it", () => {
    expect(words("sh", shellCommand(hostile))).toEqual(hostile);
    expect(words("bash", shellCommand(hostile))).toEqual(hostile);
  });

  test("arrives as it was given for any text", () => {
    const argument = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0") && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 5 }), (argv) => {
        expect(words("sh", shellCommand(argv))).toEqual(argv);
      }),
      { numRuns: 150 },
    );
  });

  test("keeps a backslash outside of quotes, since fish reads it inside them", () => {
    expect(shellCommand(["a\\b c"])).toBe("a\\\\b' 'c");
    expect(shellCommand(["it's"])).toBe(`it"'"s`);
  });

  test("is never made of nothing, nor of a NUL", () => {
    expect(() => shellCommand([])).toThrow("needs at least the name of a program");
    expect(() => shellCommand(["a\0b"])).toThrow("cannot hold a NUL");
  });
});
