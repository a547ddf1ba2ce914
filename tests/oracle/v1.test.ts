import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectNameOf, renderComposeV1, resolveCompose } from "../../compose/index.ts";
import { formatReport } from "../../compose/problem.ts";
import { composeV1 } from "../../dev/compose-oracle/compose-v1.ts";
import { HOME } from "./support/ask.ts";
import { loadDocuments } from "./support/documents.ts";
import type { OracleDocument } from "./support/documents.ts";

const documents = loadDocuments();
const folder = mkdtempSync(path.join(tmpdir(), "compose-v1-"));
const limit = pLimit(Math.min(2, availableParallelism()));
let compose: string;

beforeAll(async () => {
  compose = await composeV1();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the rendering for Compose 1.29.2", () => {
  let accepted = 0;

  for (const [index, document] of documents.entries()) {
    // What reaches a node keeps its variables; every eighth document is also rendered with values.
    for (const interpolate of index % 8 === 0 ? [true, false] : [false]) {
      const title = `${document.name} ${interpolate ? "with values" : "with variables"}`;
      it.concurrent(`${title} is accepted by the real one, or refused with attribute and line`, async () => {
        const { resolved } = resolve(document, interpolate);
        // Documents that cannot keep their variables are the subject of another test.
        if (resolved === undefined) return;
        const { text, problems } = renderComposeV1(resolved);
        if (text === undefined) {
          expect(problems).not.toEqual([]);
          for (const problem of problems) {
            expect(problem.path).toMatch(/^[a-z]+/);
            expect(problem.place?.line, formatReport([problem])).toBeGreaterThan(0);
          }
          return;
        }
        const file = path.join(folder, `${document.name}-${String(interpolate)}.yaml`);
        writeFileSync(file, text);
        const args = ["--project-directory", document.folder, "-p", "x", "-f", file, "config"];
        const env = { PATH: process.env["PATH"], HOME, ...document.environment };
        const result = await limit(() => execa(compose, args, { cwd: folder, env, extendEnv: false, reject: false, stdin: "ignore" }));
        // It looks whether folders to build from exist, which no resolution can know.
        if (/build path .* either does not exist/.test(result.stderr)) return;
        expect(result.exitCode, `${result.stderr}\n${text}`).toBe(0);
        accepted += 1;
      });
    }
  }

  it("can say most of the corpus", () => {
    expect(accepted).toBeGreaterThan(documents.length / 2);
  });
});

function resolve(document: OracleDocument, interpolate: boolean): ReturnType<typeof resolveCompose> {
  const sources = document.files.map((file) => ({ file, text: readFileSync(path.join(document.folder, file), "utf8") }));
  return resolveCompose({
    sources,
    projectName: projectNameOf({ sources, environment: {}, fallback: document.name, interpolate: false }),
    workingDirectory: document.folder,
    homeDirectory: HOME,
    environment: document.environment,
    interpolate,
    profiles:
      document.profiles.length > 0
        ? document.profiles
        : (document.environment["COMPOSE_PROFILES"] ?? "").split(",").map((each) => each.trim()),
    readFile,
  });
}

function readFile(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, "utf8") : undefined;
}
