import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { policyDigest } from "../../../cli/plan/policy-digest.ts";
import { repository } from "../../support/checkout.ts";

describe("what judged a plan", () => {
  const root = mkdtempSync(join(tmpdir(), "homelab-digest-"));
  for (const folder of ["policy", "src"]) cpSync(join(repository, folder), join(root, folder), { recursive: true });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it("is the pack with its rules, and the table of attributes among them", () => {
    const before = policyDigest(root);
    expect(before).toEqual(policyDigest(repository));
    writeFileSync(join(root, "src/rules/powers/table/index.ts"), "// other");
    expect(policyDigest(root)).toEqual({ configuration: before.configuration, pack: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(policyDigest(root).pack).not.toBe(before.pack);
  });

  it("is the levels and bounds apart from that", () => {
    const before = policyDigest(root);
    writeFileSync(join(root, "policy/policy-config.json"), "{}");
    expect(policyDigest(root).pack).toBe(before.pack);
    expect(policyDigest(root).configuration).not.toBe(before.configuration);
  });
});
