import fc from "fast-check";
import { describe, expect, it, test } from "vitest";

import type { Problem } from "../../compose/problem.ts";
import { substitute, TemplateError, variablesOf } from "../../compose/values/template.ts";
import { SourceText } from "../../compose/yaml/node.ts";
import { parseYaml as parseCompose } from "../../compose/yaml/parse.ts";
import { parseYaml } from "../../src/inventory/yaml/index.ts";
import { zigbeeCoordinator } from "../../src/rules/chelsty/zigbee-coordinator.ts";
import { knownForms } from "../../src/rules/secrets/known-forms.ts";
import { literalRest } from "../../src/rules/secrets/literal-rest.ts";
import { secretsInFiles } from "../../src/rules/secrets/tracked-files.ts";

/** Nodes that a document is made of while it is read, and what is wrong with it. */
function read(text: string): { steps: number; problems: Problem[] } {
  let steps = 0;
  const problems: Problem[] = [];
  parseCompose(new SourceText("bomb.yml", text), problems, () => steps++);
  return { steps, problems };
}

/** `levels` mappings, each of which merges the one before it `width` times. */
function mergeBomb(levels: number, width: number): string {
  const lines = ["m0: &m0 {x: 1}"];
  for (let level = 1; level <= levels; level++) {
    const former = Array.from({ length: width }, () => `*m${level - 1}`).join(", ");
    lines.push(`m${level}: &m${level} {<<: [${former}], k${level}: 1}`);
  }
  return lines.join("\n");
}

/** `levels` mappings, each of which holds the one before it `width` times. */
function aliasBomb(levels: number, width: number): string {
  const lines = ["m0: &m0 {x: 1}"];
  for (let level = 1; level <= levels; level++)
    lines.push(`m${level}: &m${level} {${Array.from({ length: width }, (_, key) => `k${key}: *m${level - 1}`).join(", ")}}`);
  return lines.join("\n");
}

const LARGEST = 200_001;

describe("a Compose document", () => {
  it.each([
    ["a bomb of merge keys", mergeBomb(40, 40)],
    ["a bomb of aliases in mappings", aliasBomb(40, 12)],
    [
      "a bomb of aliases in lists",
      `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(",")}]`).join("\n")}`,
    ],
  ])("that is %s is refused once, at the first excess, with its place", (_what, text) => {
    const { steps, problems } = read(text);
    expect(steps).toBeLessThanOrEqual(LARGEST);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ message: "excessive aliasing", place: { file: "bomb.yml" } });
  });

  it("takes twice the steps for twice the size, with as many anchors as it likes", () => {
    const anchors = (count: number): string => Array.from({ length: count }, (_, n) => `k${n}: &a${n} {x: 1}\nl${n}: *a${n}`).join("\n");
    expect(read(anchors(300)).problems).toEqual([]);
    const [small, large] = [read(anchors(300)).steps, read(anchors(600)).steps];
    expect(large).toBeLessThanOrEqual(2.1 * small);
  });

  test("nests as deep as anybody needs, and no deeper", () => {
    const nested = (depth: number): string => `a: ${"[".repeat(depth)}1${"]".repeat(depth)}`;
    expect(read(nested(100)).problems).toEqual([]);
    expect(read(nested(400)).problems.map(({ message }) => message)).toEqual([expect.stringMatching(/nested too deeply/)]);
  });
});

describe("a file of the inventory", () => {
  it("with more aliases than may be expanded is refused without looking at each", () => {
    const { problems } = parseYaml("f.yaml", `a: &a 1\nb: [${Array(50_000).fill("*a").join(",")}]`);
    expect(problems).toEqual([expect.objectContaining({ message: "its aliases cannot be expanded: there are too many" })]);
  });

  it("names each key that stands twice, among twenty thousand", () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`);
    const { problems } = parseYaml("f.yaml", [...keys, "k7: 2"].join("\n"));
    expect(problems).toEqual([
      expect.objectContaining({ message: "the key k7 stands twice in one mapping", place: { file: "f.yaml", line: 20_001, column: 1 } }),
    ]);
  });
});

describe("a text with variables", () => {
  it.each([
    ["an opening brace, again and again", (size: number) => "${".repeat(size)],
    ["a variable that is never closed", (size: number) => "${a:-".repeat(size)],
    ["variables in a row", (size: number) => "${a}".repeat(size)],
    ["defaults in a row", (size: number) => "${a:-b}".repeat(size)],
    ["lines that end inside a variable", (size: number) => "${a:-\n".repeat(size)],
  ])("of %s asks for each variable once", (_what, make) => {
    const looks = (size: number): number => {
      let count = 0;
      try {
        substitute(make(size), () => {
          count += 1;
          return "v";
        });
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
      return count + variablesOf(make(size)).length;
    };
    expect(looks(20_000)).toBeLessThanOrEqual(2 * looks(10_000) + 2);
  });

  it("that nests without end is refused, and says how deep it may", () => {
    const nested = (depth: number): string => "${a:-".repeat(depth) + "}".repeat(depth);
    expect(substitute(nested(40), () => undefined)).toBe("");
    expect(() => substitute(nested(60_000), () => undefined)).toThrow("variables are nested more than 50 deep");
    expect(variablesOf(nested(60_000)).length).toBeLessThan(60);
  });

  it("keeps what stands beside its variables, in as many characters as it has", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("${", "}", "$", ":-", ":?", "a", "\n", "${A}", "${A:?x}"), { maxLength: 200 }), (parts) => {
        const text = parts.join("");
        expect(literalRest(text).length).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});

describe("the scanner for secrets", () => {
  it.each([
    ["colons behind ://", (size: number) => `://${":".repeat(size)}`],
    ["://, again and again", (size: number) => "a://".repeat(size)],
    ["an opening brace before a token", (size: number) => `${"${".repeat(size)} token`],
    ["the beginning of a web token", (size: number) => "eyJ".repeat(size)],
    ["digits and colons", (size: number) => "12345678:".repeat(size)],
    ["names without values", (size: number) => "TOKEN=".repeat(size)],
    ["blanks", (size: number) => `TOKEN${" ".repeat(size)}=`],
  ])("ends with %s of any length, and finds what stands behind them", async (_what, make) => {
    const hidden = ["https:/", "u:hunter2hunter2@host.example/"].join("/");
    expect(knownForms(literalRest(make(60_000)))).toEqual([]);
    const problems = await secretsInFiles([{ path: "a.md", content: `${make(60_000)}\n${hidden}\n` }]);
    expect(problems.map(({ place }) => place?.line)).toContain(2);
  });
});

describe("the rule about the coordinator", () => {
  it("reads a line of a hundred thousand blanks as what it is", () => {
    const blanks = " ".repeat(100_000);
    const project = {
      node: "CHELSTY-INFRA",
      service: "zigbee2mqtt",
      document: { services: { zigbee2mqtt: { image: "koenkk/zigbee2mqtt:2" } } },
      files: [{ source: "z/configuration.yaml", path: "configuration.yaml", content: `serial:\n  port: ${blanks}a\r${blanks}a\n` }],
    };
    const said = zigbeeCoordinator(project).filter(({ place }) => place?.file === "z/configuration.yaml");
    expect(said).toHaveLength(1);
  });
});
