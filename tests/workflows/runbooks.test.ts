import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { driftIssue, unreachableIssue } from "../../cli/ci/issue-text.ts";
import { repository } from "../support/checkout.ts";

const pages = [
  ...(await readdir(path.join(repository, "docs/runbooks"))).map((name) => `docs/runbooks/${name}`),
  "docs/review.md",
  "docs/state.md",
];

describe.each(pages)("%s", (page) => {
  it("leads only to pages and headings that are there", async () => {
    const text = await readFile(path.join(repository, page), "utf8");
    for (const [, link = ""] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const [file = "", heading] = link.split("#");
      const target = path.resolve(repository, path.dirname(page), file);
      expect(existsSync(target), link).toBe(true);
      if (heading === undefined) continue;
      const headings = (await readFile(target, "utf8")).match(/^#+ .*$/gm) ?? [];
      expect(
        headings.map((line) =>
          line
            .replace(/^#+ /, "")
            .toLowerCase()
            .replace(/[^\w\s-]/g, "")
            .replaceAll(" ", "-"),
        ),
        link,
      ).toContain(heading);
    }
  });

  it("names only commands that there are", async () => {
    const { scripts } = JSON.parse(await readFile(path.join(repository, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const text = await readFile(path.join(repository, page), "utf8");
    for (const [, command = ""] of text.matchAll(/npm run ([a-z-]+)/g)) expect(Object.keys(scripts)).toContain(command);
  });
});

describe("an issue", () => {
  it("leads to a runbook that is there", () => {
    const facts = { node: "VPS", service: "web", verdict: "drifted" as const, differences: [] };
    for (const { body } of [
      driftIssue("vps", facts, "2026-11-21T12:00:00Z"),
      unreachableIssue("vps", "VPS", 25, undefined, "2026-11-21T12:00:00Z"),
    ]) {
      const page = /docs\/runbooks\/[\w-]+\.md/.exec(body)?.[0] ?? "";
      expect(existsSync(path.join(repository, page)), page).toBe(true);
    }
  });
});
