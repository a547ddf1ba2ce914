import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatReport } from "../../compose/problem.ts";
import { composeV2 } from "../../dev/compose-oracle/compose-v2.ts";
import { askCompose, askOurselves } from "./support/ask.ts";
import type { Answer } from "./support/ask.ts";
import type { OracleDocument } from "./support/documents.ts";
import { pairs } from "./support/pairs.ts";

/** Set COMPOSE_PAIRS_SEED to repeat a run; the seed is part of every failure. */
const SEED = Number(process.env["COMPOSE_PAIRS_SEED"] ?? "20261121");
const COUNT = 400;
const BATCH = 40;

const folder = mkdtempSync(path.join(tmpdir(), "compose-pairs-"));
let compose: string;

beforeAll(async () => {
  compose = await composeV2();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe(`generated pairs of documents (seed ${SEED})`, () => {
  const generated = fc.sample(pairs, { seed: SEED, numRuns: COUNT });
  let resolved = 0;

  for (let first = 0; first < COUNT; first += BATCH) {
    it(`numbers ${first} to ${first + BATCH - 1} resolve as Compose resolves them`, { timeout: 120_000 }, async () => {
      const documents = generated.slice(first, first + BATCH).map((pair, index): OracleDocument => {
        const own = path.join(folder, `pair-${first + index}`);
        mkdirSync(own);
        writeFileSync(path.join(own, "compose.yaml"), JSON.stringify(pair.base, undefined, 1));
        writeFileSync(path.join(own, "override.yaml"), JSON.stringify(pair.override, undefined, 1));
        return { name: `pair ${first + index}`, folder: own, files: ["compose.yaml", "override.yaml"], environment: {}, profiles: [] };
      });
      const answers = await Promise.all(documents.map((document) => askCompose(compose, document, { interpolate: true, format: "json" })));
      documents.forEach((document, index) => {
        compare(document, answers[index], first + index);
      });
    });
  }

  it("are sound enough to compare three hundred of them", () => {
    expect(resolved).toBeGreaterThanOrEqual(300);
  });

  function compare(document: OracleDocument, theirs: Answer | undefined, index: number): void {
    const ours = askOurselves(document, { interpolate: true, format: "json" });
    const hint = `seed ${SEED}, pair ${index}: ${JSON.stringify(generated[index])}`;
    // A pair may contradict itself (a mount on a tmpfs): then both have to say so.
    expect(ours.problems.length === 0, `${hint}\nours: ${formatReport(ours.problems)}\ntheirs: ${theirs?.errors ?? ""}`).toBe(theirs?.ok);
    if (theirs?.ok !== true) return;
    expect(ours.text, hint).toBe(theirs.text);
    resolved += 1;
  }
});
