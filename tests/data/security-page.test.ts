import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { repository } from "../support/checkout.ts";

describe("SECURITY.md", () => {
  it("names every file of tests/security as one promise", async () => {
    const text = await readFile(path.join(repository, "SECURITY.md"), "utf8");
    const promised = [...text.matchAll(/`([a-z-]+)` \|$/gm)].map(([, name]) => `${name ?? ""}.test.ts`).sort();
    const files = (await readdir(path.join(repository, "tests/security"))).filter((name) => name.endsWith(".test.ts")).sort();
    expect(promised).toEqual(files);
  });
});
