import { describe, expect, it } from "vitest";
import { formatProblem } from "../../../compose/problem.ts";
import { parseYaml } from "../../../src/inventory/yaml/index.ts";

const report = (text: string) => parseYaml("f.yaml", text).problems.map(formatProblem);
const value = (text: string) => parseYaml("f.yaml", text).parsed?.value;

describe("a YAML file that can be read", () => {
  it("is a mapping of plain values", () => {
    expect(value("a: 1\nb: [x, 'y', true]\nc:\n  d: null\n")).toEqual({ a: 1, b: ["x", "y", true], c: { d: null } });
  });

  it("may begin with a byte order mark and end its lines as Windows does", () => {
    expect(value("\ufeffa: 1\r\nb:\r\n  c: x\r\n")).toEqual({ a: 1, b: { c: "x" } });
  });

  it("follows YAML 1.2, in which yes, on and 010 are no booleans and no octal number", () => {
    expect(value("a: yes\nb: on\nc: 010\nd: 0o10\n")).toEqual({ a: "yes", b: "on", c: 10, d: 8 });
  });

  it("does not merge << keys", () => {
    expect(value("<<: { a: 1 }\n")).toEqual({ "<<": { a: 1 } });
  });

  it("keeps a key called __proto__ as data", () => {
    const read = value("__proto__: { polluted: true }\n") as object;
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("may use a few aliases", () => {
    expect(value("a: &x { b: 1 }\nc: *x\n")).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });
});

describe("a YAML file that cannot be read", () => {
  it.each([
    ["an empty file", "", "f.yaml:1:1: the file is empty; allowed: a mapping"],
    ["only a comment", "# nothing\n", "f.yaml:1:1: the file is empty; allowed: a mapping"],
    ["an explicit null", "null\n", "f.yaml:1:1: the file is empty; allowed: a mapping"],
    ["a sequence", "- a\n", "f.yaml:1:1: the file holds a sequence; allowed: a mapping"],
    ["a single value", "hello\n", "f.yaml:1:1: the file holds a single value; allowed: a mapping"],
    ["a tab", "a:\n  b: 1\n\tc: 2\n", "f.yaml:3:1: a tab is used for indentation; fix: indent with spaces"],
    ["a key twice", "a: 1\r\nb: 2\r\na: 3\r\n", "f.yaml:3:1: the key a stands twice in one mapping; fix: keep one of the two"],
    [
      "two documents",
      "a: 1\n---\nb: 2\n",
      "f.yaml:2:1: the file holds more than one YAML document; fix: keep one document and remove the --- line",
    ],
    ["a tag", "a: !secret x\n", "f.yaml:1:4: YAML tags are not understood here (unresolved tag: !secret); fix: write the plain value"],
    ["a sequence as a key", "? [a]\n: b\n", "f.yaml:1:3: a key must be plain text, not a sequence or a mapping"],
    ["another YAML version", "%YAML 1.1\n---\na: 1\n", "f.yaml:1:1: asks for YAML 1.1; allowed: YAML 1.2; fix: remove the %YAML line"],
    ["an alias without an anchor", "a: *x\n", "f.yaml:1:4: the alias *x has no anchor before it"],
    ["a bracket that is not closed", "a: [1, 2\nb: 3\n", /^f\.yaml:2:1: is not valid YAML: flow sequence/],
    ["a quote that is not closed", "a: 'b\nc: d\n", /^f\.yaml:3:1: is not valid YAML: missing closing 'quote$/],
    ["wrong indentation", "a:\n b: 1\n  c: 2\n", /^f\.yaml:2:5: is not valid YAML: nested mappings/],
    ["endless nesting", `a: ${"[".repeat(20_000)}`, /^f\.yaml(:\d+:\d+)?: .*it is nested too deeply$/],
  ])("because of %s", (_, text, expected) => {
    const lines = report(text);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toEqual(typeof expected === "string" ? expected : expect.stringMatching(expected));
    expect(parseYaml("f.yaml", text).parsed).toBeUndefined();
  });

  it("because its aliases multiply", () => {
    const text = "a: &a [x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]\n";
    expect(report(text)).toEqual([expect.stringContaining("its aliases cannot be expanded")]);
  });

  it("because an alias holds itself", () => {
    expect(report("a: &a [*a]\n")).toEqual(["f.yaml:1:8: the alias *a stands inside what it repeats"]);
  });

  it("names every line with a tab and every key that stands twice", () => {
    expect(report("a:\n\tb: 1\n\tc: 2\n")).toHaveLength(2);
    expect(report("a: 1\na: 2\nb: 3\nb: 4\n")).toHaveLength(2);
  });
});

describe("the place of a path", () => {
  const parsed = parseYaml("f.yaml", "name: x\nlist:\n  - one\n  - key: two\n    empty:\nshared: &s { deep: 1 }\nuse: *s\n").parsed;

  it.each([
    [["name"], 1, 7],
    [["list", 0], 3, 5],
    [["list", 1, "key"], 4, 10],
    [["use", "deep"], 6, 20],
  ])("%j is that of its value", (path, line, column) => {
    expect(parsed?.placeOf(path)).toEqual({ file: "f.yaml", line, column });
  });

  it("is that of the key when the value is empty", () => {
    expect(parsed?.placeOf(["list", 1, "empty"])).toEqual({ file: "f.yaml", line: 5, column: 5 });
  });

  it("is that of the mapping it is missing from when it does not exist", () => {
    expect(parsed?.placeOf(["shared", "other", "deeper"])).toEqual({ file: "f.yaml", line: 6, column: 1 });
    expect(parsed?.placeOf(["nothing"])).toEqual({ file: "f.yaml", line: 1, column: 1 });
  });

  it("is that of the key when the key is asked for", () => {
    expect(parsed?.placeOfKey(["list", 1, "key"])).toEqual({ file: "f.yaml", line: 4, column: 5 });
  });
});
