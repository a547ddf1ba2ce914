import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { formatReport } from "../../compose/problem.ts";
import { composeV2 } from "../../dev/compose-oracle/compose-v2.ts";
import { askCompose, askOurselves } from "./support/ask.ts";
import { documentsFolder, loadDocuments } from "./support/documents.ts";

/** Documents that Compose refuses. The lines that are wrong carry the comment `# wrong`. */
const documents = loadDocuments(path.join(documentsFolder, "../errors"));
const question = { interpolate: true, format: "json" } as const;
let compose: string;

beforeAll(async () => {
  compose = await composeV2();
});

describe("documents that Compose refuses", () => {
  it("are at least as many as there are kinds of errors", () => {
    expect(documents.length).toBeGreaterThanOrEqual(90);
  });

  for (const document of documents) {
    it(`${document.name} is refused with the place of every mistake`, async () => {
      const theirs = await askCompose(compose, document, question);
      expect(theirs.ok, "Compose accepts the document").toBe(false);
      const { problems } = askOurselves(document, question);
      const lines = new Set(problems.map((problem) => problem.place?.line));
      expect(
        [...lines].sort((a, b) => (a ?? 0) - (b ?? 0)),
        formatReport(problems),
      ).toEqual(wrongLines(document.folder));
    });
  }
});

function wrongLines(folder: string): number[] {
  const text = readFileSync(path.join(folder, "compose.yaml"), "utf8");
  return text.split("\n").flatMap((line, index) => (line.includes("# wrong") ? [index + 1] : []));
}
