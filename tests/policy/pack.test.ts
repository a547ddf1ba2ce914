import { access, constants, glob } from "node:fs/promises";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { packName, policies, topics, type Topic } from "../../policy/pack.ts";

const folder = path.resolve(import.meta.dirname, "../../policy");

describe("the policy pack", () => {
  it("holds every policy that has a file, each under the name of its file", async () => {
    const files: string[] = [];
    for await (const file of glob("{memory,protection,names,data,images,exposure,guests,chelsty,secrets,placement}/*.ts", { cwd: folder }))
      files.push(path.basename(file, ".ts"));
    expect(files.length).toBeGreaterThan(0);
    expect(policies.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it("has every policy under the topic of its folder", async () => {
    for await (const file of glob("{memory,protection,names,data,images,exposure,guests,chelsty,secrets,placement}/*.ts", {
      cwd: folder,
    })) {
      const names: readonly string[] = topics[path.dirname(file).split(path.sep).at(-1) as Topic].map(({ name }) => name);
      expect(names, file).toContain(path.basename(file, ".ts"));
    }
  });

  it.each(policies.map((policy) => [policy.name, policy] as const))("describes %s in a full sentence that says why", (name, policy) => {
    expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(policy.description).toMatch(/^[A-Z].* because .*[^.]\.$/);
    expect(policy.remediationSteps).toMatch(/^[a-z].*[^.]$/);
    expect(policy.enforcementLevel).toMatch(/^(mandatory|advisory)$/);
  });

  it("has a name that the engine takes", () => {
    expect(packName).toMatch(/^[a-zA-Z0-9-_.]{1,100}$/);
  });

  it("is started by a file that may be executed", async () => {
    await expect(access(path.join(folder, "pulumi-analyzer-homelab"), constants.X_OK)).resolves.toBeUndefined();
  });
});
