import { readFile } from "node:fs/promises";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { policies } from "../../policy/pack.ts";
import { generatedFiles } from "../../policy/page.ts";
import { repository } from "../support/checkout.ts";

describe("what is generated from the pack", () => {
  it.each(["docs/policies.md", "policy/policy-config.schema.json"])("%s is up to date (node policy/page.ts writes it)", async (file) => {
    const expected = (await generatedFiles())[file];
    expect(await readFile(path.join(repository, file), "utf8")).toBe(expected);
  });

  it("speaks of every policy, with a message that it gives", async () => {
    const page = (await generatedFiles())["docs/policies.md"] ?? "";
    for (const { name, description } of policies) {
      const section = page.split(`### ${name}\n`)[1]?.split("\n### ")[0] ?? "";
      expect(section, name).toContain(description);
      expect(section.split("```text\n")[1]?.split("```")[0]?.trim(), name).toMatch(/\S{3}/);
    }
  });
});
