import { globSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { packName, policies, topics } from "../../policy/pack.ts";

const folder = path.resolve(import.meta.dirname, "../../policy");

const policyFiles = (pattern: string) =>
  globSync(pattern, { cwd: folder })
    .filter((file) => !/^(examples|start|node_modules)\//.test(file))
    .sort();

describe("the policy pack", () => {
  it("has a policy for every file in a topic's folder, under the name of the file", () => {
    const files = policyFiles("*/*.ts").filter((file) => !file.endsWith(".examples.ts"));
    const found = Object.entries(topics).flatMap(([topic, list]) => list.map(({ name }) => `${topic}/${name}.ts`));
    expect(found.sort()).toEqual(files);
    expect(policies).toHaveLength(files.length);
  });

  it("has examples beside every policy, and no examples of anything else", () => {
    const files = policyFiles("*/*.examples.ts").map((file) => path.basename(file, ".examples.ts"));
    expect(files.sort()).toEqual(policies.map(({ name }) => name).sort());
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
