import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { describe, expect, it } from "vitest";

import { adopting, credentialsOf, type AdoptedThrough } from "../../src/components/adopt.ts";

const record = { node: "VPS", plugin: "cloudflare" } as const;
const VARIABLES = ["HOMELAB_OFFLINE_PLUGINS", "HOMELAB_LEFT_OUT_NODES", "HOMELAB_ONLY_NODES", "VPS_NPM_IDENTITY", "VPS_NPM_SECRET"];

/** Whether it is adopted under these variables. */
function adopted(through: AdoptedThrough, env: Readonly<Record<string, string>> = {}): boolean {
  Object.assign(process.env, env);
  const { import: id } = adopting<pulumi.CustomResourceOptions>("id", {}, through);
  for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  return id === "id";
}

describe("adopting what exists", () => {
  it("depends on its own plugin alone", () => {
    expect(adopted(record, { HOMELAB_OFFLINE_PLUGINS: "proxmoxve,docker" })).toBe(true);
    expect(adopted(record, { HOMELAB_OFFLINE_PLUGINS: "proxmoxve,cloudflare" })).toBe(false);
    expect(adopted(record, { HOMELAB_OFFLINE_PLUGINS: "all" })).toBe(false);
  });

  it("does not ask for what lies on a node that is left out, since the engine would read it all the same", () => {
    expect(adopted(record, { HOMELAB_LEFT_OUT_NODES: "CORE,VPS" })).toBe(false);
    expect(adopted(record, { HOMELAB_LEFT_OUT_NODES: "CORE" })).toBe(true);
    expect(adopted(record, { HOMELAB_ONLY_NODES: "CORE" })).toBe(false);
    expect(adopted(record, { HOMELAB_ONLY_NODES: "CORE,VPS" })).toBe(true);
  });

  it("through an API of ours needs what opens it", () => {
    const npm = { node: "VPS", plugin: "homelab", opens: credentialsOf("vps-npm", ["IDENTITY", "SECRET"]) } as const;
    expect(adopted(npm)).toBe(false);
    expect(adopted(npm, { VPS_NPM_IDENTITY: "a" })).toBe(false);
    expect(adopted(npm, { VPS_NPM_IDENTITY: "a", VPS_NPM_SECRET: "b", HOMELAB_OFFLINE_PLUGINS: "docker" })).toBe(true);
  });

  it("changes nothing for what is new", () => {
    expect(adopting(undefined, { protect: true, deleteBeforeReplace: true }, record)).toEqual({ protect: true, deleteBeforeReplace: true });
  });

  it("names what is adopted", () => {
    expect(adopting("zone/record", { protect: true }, record)).toEqual({ protect: true, import: "zone/record" });
  });

  it("refuses to delete before it replaces, which has wiped whole zones elsewhere", () => {
    expect(() => adopting("zone/record", { deleteBeforeReplace: true }, record)).toThrow(
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
