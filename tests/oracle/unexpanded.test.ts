import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectNameOf, renderUnexpanded, resolveCompose } from "../../compose/index.ts";
import type { ComposeDocument } from "../../compose/index.ts";
import { formatReport } from "../../compose/problem.ts";
import { composeV2 } from "../../dev/compose-oracle/compose-v2.ts";
import { DIFFERENCES } from "./differences.ts";
import { askCompose, HOME } from "./support/ask.ts";
import { loadDocuments } from "./support/documents.ts";
import type { OracleDocument } from "./support/documents.ts";

/**
 * What reaches a node is the document with its variables still in it. So Compose, given that document, must come to the
 * same result as from the files it was made of.
 */
const documents = loadDocuments();
/** Documents whose meaning depends on variables before they can be typed; the report says so, in place of a guess. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  "include-long": /variables of their own/,
  "interpolate-everywhere": /begins with a variable/,
  "interpolate-numbers": /has no default, and this is a/,
};
/** Documents that come out equal in effect but not in text. */
const EQUIVALENT: Readonly<Record<string, string>> = {
  "merge-ports-number-and-text": "one port written as a number and as text is printed twice, and read back as one",
  "ports-long": "a port without and one with an empty published port are printed alike, and read back as one",
  "profiles-chosen": "an optional dependency on a disabled service is left out, since Compose could not read it back",
};
const question = { interpolate: true, format: "json" } as const;
let compose: string;
const folder = mkdtempSync(path.join(tmpdir(), "compose-unexpanded-"));

beforeAll(async () => {
  compose = await composeV2();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a document with its variables still in it", () => {
  for (const document of documents) {
    const refusal = REFUSED[document.name];
    if (refusal !== undefined) {
      it(`${document.name} is refused, since its variables decide what things are`, () => {
        const { problems } = unexpanded(document);
        expect(formatReport(problems)).toMatch(refusal);
        for (const problem of problems) expect(problem.place?.line).toBeGreaterThan(0);
      });
      continue;
    }
    it(`${document.name} means the same to Compose as the files it was made of`, async () => {
      const { resolved, problems } = unexpanded(document);
      expect(problems, formatReport(problems)).toEqual([]);
      if (resolved === undefined) return;
      const file = path.join(folder, `${document.name}.yaml`);
      writeFileSync(file, renderUnexpanded(resolved.document));
      const name = ["--project-directory", document.folder, "--project-name", nameOf(document)];
      const direct = await askCompose(compose, document, question, name);
      const again = await askCompose(compose, { ...document, files: [file] }, question, name);
      if (DIFFERENCES.some((known) => known.document === document.name && known.interpolate && known.format === "json")) return;
      expect(again.ok, again.errors).toBe(true);
      if (EQUIVALENT[document.name] !== undefined) {
        expect(Object.keys((JSON.parse(again.text) as ComposeDocument).services)).toEqual(
          Object.keys((JSON.parse(direct.text) as ComposeDocument).services),
        );
        return;
      }
      expect(JSON.parse(again.text)).toEqual(JSON.parse(direct.text));
    });
  }
});

function unexpanded(document: OracleDocument): ReturnType<typeof resolveCompose> {
  const sources = document.files.map((file) => ({ file, text: readFileSync(path.join(document.folder, file), "utf8") }));
  return resolveCompose({
    sources,
    projectName: nameOf(document),
    workingDirectory: document.folder,
    homeDirectory: HOME,
    interpolate: false,
    profiles:
      document.profiles.length > 0
        ? document.profiles
        : (document.environment["COMPOSE_PROFILES"] ?? "").split(",").map((each) => each.trim()),
    readFile,
  });
}

function nameOf(document: OracleDocument): string {
  const sources = document.files.map((file) => ({ file, text: readFileSync(path.join(document.folder, file), "utf8") }));
  return projectNameOf({ sources, environment: {}, fallback: document.name, interpolate: false });
}

function readFile(file: string): string | undefined {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, "utf8") : undefined;
}
