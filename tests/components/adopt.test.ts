import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import ts from "typescript";
import { describe, expect, it } from "vitest";

import { adopting } from "../../src/components/adopt.ts";

describe("adopting what exists", () => {
  it("changes nothing for what is new", () => {
    expect(adopting(undefined, { protect: true, deleteBeforeReplace: true })).toEqual({ protect: true, deleteBeforeReplace: true });
  });

  it("names what is adopted", () => {
    expect(adopting("zone/record", { protect: true })).toEqual({ protect: true, import: "zone/record" });
  });

  it("refuses to delete before it replaces, which has wiped whole zones elsewhere", () => {
    expect(() => adopting("zone/record", { deleteBeforeReplace: true })).toThrow(
      "zone/record: import and deleteBeforeReplace exclude each other",
    );
  });

  it("is the only way to import in this program", () => {
    const source = path.resolve(import.meta.dirname, "../../src");
    const found = (readdirSync(source, { recursive: true }) as string[])
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => optionsNamed(path.join(source, file), ["import", "deleteBeforeReplace"]).map((name) => `${file} ${name}`));
    expect(found).toEqual([`components${path.sep}adopt.ts import`]);
  });
});

/** The properties of object literals with one of these names. */
function optionsNamed(file: string, names: readonly string[]): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) && names.includes(node.name.getText()))
      found.push(node.name.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  return found;
}
