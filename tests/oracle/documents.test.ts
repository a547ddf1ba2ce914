import { beforeAll, describe, expect, it } from "vitest";
import { formatReport } from "../../compose/problem.ts";
import { composeV2 } from "../../dev/compose-oracle/compose-v2.ts";
import { DIFFERENCES } from "./differences.ts";
import { askCompose, askOurselves, QUESTIONS } from "./support/ask.ts";
import type { Answer } from "./support/ask.ts";
import { loadDocuments } from "./support/documents.ts";

const documents = loadDocuments();
const answers = new Map<string, Promise<Answer>>();

beforeAll(async () => {
  const compose = await composeV2();
  // All questions are put at once and answered two at a time, while the tests already compare.
  for (const document of documents) {
    for (const question of QUESTIONS) {
      const key = `${document.name} ${String(question.interpolate)} ${question.format}`;
      answers.set(key, askCompose(compose, document, question));
    }
  }
});

describe("the documents of the corpus", () => {
  it("are eighty or more", () => {
    expect(documents.length).toBeGreaterThanOrEqual(80);
  });

  for (const document of documents) {
    describe(document.name, () => {
      for (const question of QUESTIONS) {
        const command = `config${question.interpolate ? "" : " --no-interpolate"} as ${question.format}`;
        const difference = DIFFERENCES.find(
          (known) => known.document === document.name && known.interpolate === question.interpolate && known.format === question.format,
        );
        it(`${command} ${difference === undefined ? "prints what Compose prints" : `differs, because ${difference.reason}`}`, async () => {
          const theirs = await answers.get(`${document.name} ${String(question.interpolate)} ${question.format}`);
          if (theirs === undefined) throw new Error("Compose was not asked");
          const ours = askOurselves(document, question);
          // A few forms are refused as long as their variables are not expanded.
          if (!theirs.ok && !question.interpolate) {
            expect(ours.problems).not.toEqual([]);
            return;
          }
          expect(ours.problems, formatReport(ours.problems)).toEqual([]);
          if (difference === undefined) {
            expect(theirs.ok, theirs.errors).toBe(true);
            expect(ours.text).toBe(theirs.text);
          } else expect(ours.text).not.toBe(theirs.text);
        });
      }
    });
  }
});
