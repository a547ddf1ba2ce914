import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { measure, renderCoverage, UNCOVERED } from "./support/coverage.ts";
import { loadDocuments } from "./support/documents.ts";

const page = path.resolve(import.meta.dirname, "../../docs/compose-coverage.md");
const documents = loadDocuments();
const coverage = measure(documents);

describe("the corpus", () => {
  it.each(["attributes", "merges", "unique", "rewriting"] as const)("uses every path of its %s", (kind) => {
    const missing = [...coverage[kind]].filter(([pattern, names]) => names.length === 0 && UNCOVERED[pattern] === undefined);
    expect(missing.map(([pattern]) => pattern)).toEqual([]);
  });

  it("has the table of docs/compose-coverage.md", () => {
    const text = renderCoverage(coverage, documents.length);
    if (process.env["UPDATE_COVERAGE"] === "1") writeFileSync(page, text);
    expect(readFileSync(page, "utf8")).toBe(text);
  });
});
