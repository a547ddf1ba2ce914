import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadInventory } from "../../../src/rules/load/index.ts";
import { formatReport } from "../../../compose/problem.ts";
import { Fleet, goodFleet } from "../../inventory/support/fleet.ts";

const files = (readdirSync(goodFleet, { recursive: true }) as string[])
  .filter((file) => statSync(join(goodFleet, file)).isFile())
  .filter((file) => /\.(ya?ml|example|conf)$/.test(file))
  .sort();

/** What people and broken tools do to a file: at a position, by a number. */
const mutations: Readonly<Record<string, (text: string, at: number, value: number) => string>> = {
  cut: (text, at) => text.slice(0, at),
  drop: (text, at, value) => text.slice(0, at) + text.slice(at + 1 + (value % 12)),
  insert: (text, at, value) => text.slice(0, at) + (pieces[value % pieces.length] ?? "") + text.slice(at),
  replaceLine: (text, at, value) => onLine(text, at, () => pieces[value % pieces.length] ?? ""),
  doubleLine: (text, at) => onLine(text, at, (line) => `${line}\n${line}`),
  dropLine: (text, at) => onLine(text, at, () => undefined),
  indentLine: (text, at, value) => onLine(text, at, (line) => `${value % 2 === 0 ? "\t" : "  "}${line}`),
  emptyValue: (text, at) => onLine(text, at, (line) => line.replace(/:.*/, ":")),
  otherValue: (text, at, value) => onLine(text, at, (line) => line.replace(/: .*/, `: ${values[value % values.length] ?? ""}`)),
  swapLines: (text, at, value) => {
    const lines = text.split("\n");
    const from = lineAt(text, at);
    const to = value % lines.length;
    [lines[from], lines[to]] = [lines[to] ?? "", lines[from] ?? ""];
    return lines.join("\n");
  },
};

const pieces = [
  "\t",
  ":",
  "- ",
  "{",
  "}",
  "[",
  "]",
  "&a ",
  "*a",
  "!!binary x",
  "!reset ",
  "%YAML 1.1\n",
  "---\n",
  "...\n",
  "'",
  '"',
  "|\n",
  "? ",
  "#",
  "\u0000",
  "\u001b[2J",
  "\u202e",
  "\ufeff",
  "\r",
  "é",
  "💥",
  "${",
  "${X",
  "$$",
  "${X:?}",
  "<<: ",
  "__proto__: {}\n",
  "constructor: 1\n",
];
const values = [
  "null",
  "~",
  "true",
  "[]",
  "{}",
  "-1",
  "0",
  "1e999",
  ".nan",
  "0x10",
  "999999999999999999999",
  "2027-13-45",
  "''",
  "*x",
  "!reset null",
  "!override []",
  "__proto__",
  "constructor",
  "${V}",
  "${V:-${W}}",
  "[[[]]]",
  "{ a: { b: c } }",
  "|",
  "80:80",
  "/dev/ttyUSB0",
  "../..",
];

describe("2,000 broken files", () => {
  it("never make the loader throw, and what it does not take comes with a report", { timeout: 300_000 }, () => {
    const fleet = new Fleet();
    const mutation = fc.record({
      file: fc.constantFrom(...files),
      kind: fc.constantFrom(...Object.keys(mutations)),
      at: fc.nat(4000),
      value: fc.nat(1000),
    });
    // Four files a run: the loader reads them all anyway, and what is wrong in one must not upset what it says of another.
    const four = fc.uniqueArray(mutation, { minLength: 4, maxLength: 4, selector: ({ file }) => file });
    fc.assert(
      fc.property(four, (broken) => {
        const good = broken.map(({ file }) => fleet.read(file));
        for (const { file, kind, at, value } of broken) {
          const text = fleet.read(file);
          fleet.write(file, mutations[kind]?.(text, at % (text.length + 1), value) ?? text);
        }
        try {
          const { inventory, problems } = loadInventory(fleet.root);
          // Either everything is fine or there is a report that a person can read.
          expect(inventory === undefined).toBe(problems.length > 0);
          expect(formatReport(problems)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ufeff]|undefined|\[object Object\]/);
          for (const { message, place } of problems) {
            expect(message).not.toBe("");
            expect(place?.file).toBeTruthy();
          }
        } finally {
          broken.forEach(({ file }, index) => fleet.write(file, good[index] ?? ""));
        }
      }),
      { numRuns: 500, ...(process.env["FUZZ_SEED"] === undefined ? {} : { seed: Number(process.env["FUZZ_SEED"]) }) },
    );
  });
});

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length - 1;
}

function onLine(text: string, at: number, change: (line: string) => string | undefined): string {
  const index = lineAt(text, at);
  return text
    .split("\n")
    .flatMap((line, position) => (position === index ? (change(line) ?? []) : [line]))
    .join("\n");
}
