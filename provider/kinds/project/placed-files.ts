import { createHash } from "node:crypto";
import { z } from "zod";

import type { Problem } from "../../../compose/problem.ts";
import { formatPath } from "../../rpc/property-path.ts";
import { bare, isMap, put } from "../../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../../rpc/property-value.ts";
import { fileMode } from "../../inputs/names.ts";
import { text, wholeNumber } from "../../inputs/types.ts";

/** A file travels inside the inputs and is kept in the state, so it is bounded. */
const CONTENT_BOUND_BYTES = 256 * 1024;

const file = z.strictObject({
  content: text().describe("The text of the file, at most 256 KiB in UTF-8."),
  mode: fileMode.nullable().default("0644").describe("The permissions in octal."),
  sha256: text("64 hexadecimal digits in lower case", /^[0-9a-f]{64}$/)
    .nullish()
    .describe("The SHA-256 of the content; worked out from it when left out."),
  size: wholeNumber(0, CONTENT_BOUND_BYTES).nullish().describe("The size of the content in bytes; worked out when left out."),
});

/** Files from git that are placed beside the document, by their path below the project directory. */
export const placedFiles = z.record(
  text(
    "a path below the project directory, with / between its parts, none of them . or .., and no line break or other control character",
    /^(?!\.{1,2}(\/|$))[^/\\\p{Cc}]+(\/(?!\.{1,2}(\/|$))[^/\\\p{Cc}]+)*$/u,
  ),
  file,
);

/** Content that is too large, and a sum or size that is not the content's. */
export function fileProblems(files: PropertyValue | undefined): Problem[] {
  const problems: Problem[] = [];
  for (const [path, fields, content] of knownFiles(files)) {
    const facts = factsOf(content);
    if (facts.size > CONTENT_BOUND_BYTES) {
      problems.push({
        path: formatPath(["files", path, "content"]),
        message: `${facts.size} bytes is too large for a file that is kept in the state`,
        allowed: `at most ${CONTENT_BOUND_BYTES} bytes`,
        fix: "build it into the image or put it in a volume",
      });
    }
    for (const [key, actual] of Object.entries(facts)) {
      const given = bare(fields[key] ?? null);
      if ((typeof given === "string" || typeof given === "number") && given !== actual) {
        problems.push({
          path: formatPath(["files", path, key]),
          message: `${given} is not that of the content, which is ${actual}`,
          fix: `leave ${key} out and let it be worked out`,
        });
      }
    }
  }
  return problems;
}

/** The files with the SHA-256 and size of every content that is known. */
export function withFacts(files: PropertyMap): PropertyMap {
  const filled: Record<string, PropertyValue> = {};
  for (const [path, value] of Object.entries(files)) put(filled, path, value);
  for (const [path, fields, content] of knownFiles(files)) {
    put(filled, path, { ...factsOf(content), ...withoutNull(fields) });
  }
  return filled;
}

function* knownFiles(files: PropertyValue | undefined): Generator<[string, PropertyMap, string]> {
  if (!isMap(files)) return;
  for (const [path, fields] of Object.entries(files)) {
    if (!isMap(fields)) continue;
    // A secret content keeps no sum beside it: the sum of a short secret gives the secret away.
    const content = fields["content"];
    if (typeof content === "string") yield [path, fields, content];
  }
}

function factsOf(content: string): { sha256: string; size: number } {
  return { sha256: createHash("sha256").update(content).digest("hex"), size: Buffer.byteLength(content) };
}

function withoutNull(fields: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
