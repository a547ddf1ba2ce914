import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The packages that a module of the model brings with it, seen by a Node of its own. */
function packagesOf(module: string): string[] {
  const script = `
    import { registerHooks } from "node:module";
    const found = new Set();
    registerHooks({ load(url, context, next) {
      const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      if (name !== undefined) found.add(name);
      return next(url, context);
    } });
    await import(${JSON.stringify(`${root}/${module}`)});
    console.log(JSON.stringify([...found].sort()));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  return JSON.parse(output) as string[];
}

describe("what a preview or the policy pack loads every time", () => {
  it.each(["src/rules/index.ts", "src/rules/load/cached.ts", "src/inventory/inventory.ts", "compose/problem.ts"])(
    "%s brings no parser and no schema library",
    (module) => {
      expect(packagesOf(module)).toEqual([]);
    },
  );

  it("is less than what reading the files needs", () => {
    expect(packagesOf("src/rules/load/index.ts")).toEqual(["yaml", "zod"]);
  });
});
