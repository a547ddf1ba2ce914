import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formatProblem } from "../../../compose/problem.ts";
import { parseYaml, validate } from "../../../src/inventory/yaml/index.ts";

const shape = z.strictObject({
  name: z.string().regex(/^[a-z]+$/, { error: "must be lower-case letters" }),
  size: z.int().min(1).max(10).default(1),
  class: z.enum(["public", "mesh"]).default("mesh"),
  on: z.boolean().default(true),
  tags: z.array(z.string()).max(2).default([]),
  owner: z.union([z.literal("each"), z.string().regex(/^[A-Z]+$/, { error: "must be in capitals", abort: true })]).default("each"),
  backup: z.union([z.string(), z.literal(false)]).optional(),
  check: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("http"), url: z.string() }),
      z.strictObject({ type: z.literal("tcp"), port: z.int() }),
    ])
    .optional(),
  either: z.union([z.string(), z.strictObject({ inner: z.int() })]).optional(),
  nodes: z.record(z.string().regex(/^[A-Z]+$/, { error: "must be in capitals" }), z.strictObject({ site: z.string() })).default({}),
});

function check(text: string) {
  const { parsed } = parseYaml("f.yaml", text);
  if (parsed === undefined) throw new Error("not YAML");
  const { value, problems } = validate(parsed, shape);
  return { value, lines: problems.map(formatProblem) };
}

const report = (text: string) => check(text).lines;

describe("a value that the schema does not allow", () => {
  it.each([
    ["a missing key, at its mapping", "size: 2\n", "f.yaml:1:1 name: is missing; allowed: text"],
    ["an empty value, at its key", "name:\n", "f.yaml:1:1 name: is empty; allowed: text"],
    ["a wrong type", "name: [a]\n", "f.yaml:1:7 name: a sequence is not text; allowed: text"],
    ["text for a number", 'name: a\nsize: "2"\n', 'f.yaml:2:7 size: "2" is not a number; allowed: a number'],
    ["a fraction", "name: a\nsize: 1.5\n", "f.yaml:2:7 size: 1.5 is not a whole number; allowed: a whole number"],
    ["a number below the bound", "name: a\nsize: 0\n", "f.yaml:2:7 size: 0 is too small; allowed: at least 1"],
    ["a number above the bound", "name: a\nsize: 11\n", "f.yaml:2:7 size: 11 is too big; allowed: at most 10"],
    ["a YAML 1.1 boolean", "name: a\non: yes\n", 'f.yaml:2:5 on: "yes" is not true or false; allowed: true or false'],
    ["a list that is too long", "name: a\ntags: [a, b, c]\n", "f.yaml:2:7 tags: a sequence is too long; allowed: at most 2 entries"],
    ["text in the wrong form", "name: A1\n", 'f.yaml:1:7 name: "A1" must be lower-case letters'],
    [
      "a misspelt word",
      "name: a\nclass: publik\n",
      'f.yaml:2:8 class: "publik" is not allowed here; allowed: public, mesh; did you mean "public"?',
    ],
    [
      "a misspelt tag of a union",
      "name: a\ncheck: { type: htp }\n",
      'f.yaml:2:16 check.type: "htp" is not allowed here; allowed: http, tcp; did you mean "http"?',
    ],
    ["a union without its tag", "name: a\ncheck: { url: x }\n", "f.yaml:2:1 check.type: is missing; allowed: http, tcp"],
    [
      "a value that no part of a union takes",
      "name: a\nowner: saturn\n",
      'f.yaml:2:8 owner: "saturn" is not allowed here; allowed: each, or in capitals',
    ],
    ["a wrong type for a union", "name: a\nbackup: 7\n", "f.yaml:2:9 backup: 7 is not allowed here; allowed: text, or false"],
    [
      "a mapping for a union, by the part that takes one",
      "name: a\neither: { inner: x }\n",
      'f.yaml:2:18 either.inner: "x" is not a number; allowed: a number',
    ],
    [
      "a key in the wrong form",
      "name: a\nnodes: { saturn: { site: x } }\n",
      'f.yaml:2:10 nodes.saturn: the key "saturn" must be in capitals',
    ],
  ])("is named: %s", (_, text, expected) => {
    expect(report(text)).toEqual([expected]);
  });
});

describe("an unknown key", () => {
  it("is named at the key itself, with the keys that are known and the one that was meant", () => {
    expect(report("name: a\nnodes:\n  SATURN:\n    site: x\n    sit: y\n")).toEqual([
      'f.yaml:5:5 nodes.SATURN.sit: unknown key; allowed: site; did you mean "site"?',
    ]);
  });

  it("that was meant to be a missing key is reported once", () => {
    expect(report("nmae: a\n")).toEqual([expect.stringMatching(/^f\.yaml:1:1 nmae: unknown key; .*did you mean "name"\?$/)]);
  });

  it("in a variant of a union is compared with the keys of that variant", () => {
    expect(report("name: a\ncheck: { type: tcp, port: 1, prot: 2 }\n")).toEqual([
      'f.yaml:2:30 check.prot: unknown key; allowed: type, port; did you mean "port"?',
    ]);
  });

  it("does not take the rest of the file from the checks that follow", () => {
    expect(check("name: a\nsize: 3\nextra: 1\n").value).toMatchObject({ name: "a", size: 3 });
  });

  it("beside something else that is wrong leaves no value", () => {
    expect(check("name: a\nsize: x\nextra: 1\n").value).toBeUndefined();
  });
});

describe("a value in a message", () => {
  it("is shortened and stays on its line", () => {
    const [line] = report(`name: "${"x".repeat(200)}\\n\\e[2J"\n`);
    expect(line).toHaveLength(`f.yaml:1:7 name: ${"x".repeat(60)} must be lower-case letters`.length - 1);
    expect(line).not.toMatch(/[\u0000-\u001f]/);
  });
});
