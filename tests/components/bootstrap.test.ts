import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { Provider } from "@pulumi/command/provider.js";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

import { Bootstrap } from "../../src/components/bootstrap.ts";
import { bootstrapSteps } from "../../src/components/bootstrap-steps.ts";
import { layoutFolders } from "../../src/inventory/layout-folders.ts";
import { repository } from "../support/checkout.ts";
import { requirePackage } from "../support/debian-packages.ts";
import { soundNode } from "../support/inventory.ts";
import { ofType, runProgram } from "../support/pulumi-mocks.ts";

const folder = path.join(repository, "bootstrap");
const scripts = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith(".sh")).sort();
const cottage = { ...soundNode("EDGE"), topology: { ...soundNode("EDGE").topology, site: "chelsty" } };

describe("the steps", () => {
  it("are clean shell", async () => {
    await requirePackage("/usr/bin/shellcheck", "shellcheck");
    const { exitCode, stdout } = await execa(
      "shellcheck",
      scripts.map((file) => path.join(folder, file)),
      { reject: false, stdin: "ignore" },
    );
    expect(exitCode, stdout).toBe(0);
  });

  it("each look before they change", () => {
    const steps = scripts.filter((file) => /\/\d/.test(file));
    expect(steps.length).toBeGreaterThanOrEqual(12);
    for (const step of steps) expect(readFileSync(path.join(folder, step), "utf8"), step).toMatch(/^check\(\) \{[^]*^apply\(\) \{/m);
  });

  it("make the folders that the layout reads back", () => {
    const step = readFileSync(path.join(folder, "steps/40-layout.sh"), "utf8");
    const folders = /^folders="(.*)"$/m.exec(step)?.[1]?.split(" ") ?? [];
    const layout = layoutFolders({ kind: "ssh", user: "homelab", port: 22 });
    expect(folders.sort()).toEqual(Object.keys(layout).sort());
    expect(
      Object.entries(layout)
        .filter(([, { mode }]) => mode === "0700")
        .map(([name]) => name),
    ).toEqual(["config"]);
  });

  it("come with everything they need, and with the node's settings, quoted", async () => {
    const node = { ...soundNode("EDGE"), topology: { ...soundNode("EDGE").topology, address: "it's" } };
    const [first] = bootstrapSteps(node);
    expect(first?.script).toContain("HOMELAB_USER='dockeruser'\nHOMELAB_COMPOSE='v2'\nHOMELAB_NAME='it'\\''s'");
    for (const { script, name } of bootstrapSteps(node)) {
      const { exitCode, stderr } = await execa("sh", ["-n"], { input: script, reject: false });
      expect(exitCode, `${name}: ${stderr}`).toBe(0);
      expect(script, name).not.toMatch(/^\s*\. /m);
    }
  });

  it("of a script without its files do what the script on a machine does", async () => {
    const [step] = bootstrapSteps(soundNode("EDGE"));
    const script = (step?.script ?? "").replace(/^check\(\).*$/m, "check() { true; }");
    const { stdout, exitCode } = await execa("sh", ["-s"], { input: script, reject: false });
    expect([stdout, exitCode]).toEqual(["ok       10-packages", 0]);
  });

  it("of the cottage follow those of every node", () => {
    const names = bootstrapSteps(cottage).map(({ name }) => name);
    expect(names.slice(0, 8)).toEqual(bootstrapSteps(soundNode("EDGE")).map(({ name }) => name));
    expect(names.slice(8)).toEqual(["chelsty/10-compose-hold", "chelsty/20-clock", "chelsty/30-lte", "chelsty/40-backup-folders"]);
  });
});

describe("a bootstrap", () => {
  it("runs one command a step, each after the one before, over the person's own SSH agent", async () => {
    const { resources, error } = await runProgram(
      () => new Bootstrap("EDGE/bootstrap", { facts: cottage, commands: new Provider("command") }),
    );
    expect(error).toBeUndefined();
    const commands = [...ofType(resources, "command:remote:Command").values()];
    expect(commands.map(({ name }) => name)).toEqual(bootstrapSteps(cottage).map(({ name }) => `EDGE/bootstrap/${name}`));
    expect(commands.slice(1).map(({ dependsOn }) => dependsOn)).toEqual(commands.slice(0, -1).map(({ name }) => [name]));
    const [first] = commands;
    expect(first?.provider).toBe("command");
    expect(JSON.stringify(first?.inputs["connection"])).not.toMatch(/privateKey"|password/);
    expect(first?.inputs).toMatchObject({ stdin: expect.stringContaining("10-packages") as string });
    expect(first?.inputs).not.toHaveProperty("delete");
  });
});
