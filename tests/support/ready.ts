import type { TestProject } from "vitest/node";

import { composeProgram } from "./compose-engines.ts";
import { currentEngine } from "./engine-current.ts";

/** The tests that use a current engine and every generation of Compose. */
const NEEDS_ENGINES = /\/tests\/(oracle-live|dev\/engines)\//;

/**
 * Makes the heavy parts ready before the first test, so that no test's time goes into fetching or building them. What cannot
 * be had here is left to the tests that need it: each of them says so.
 */
export default async function setup(project: TestProject): Promise<void> {
  const { testFiles } = await project.globTestFiles(chosenFiles(project.vitest));
  if (process.getuid?.() !== 0 || !testFiles.some((file) => NEEDS_ENGINES.test(file))) return;
  for (const part of [currentEngine, ...(["v1", "v2", "v5"] as const).map((generation) => () => composeProgram(generation))]) {
    await part().catch((error: unknown) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`));
  }
}

/** The patterns of the command line; Vitest keeps them without declaring them. Without any, every file runs. */
function chosenFiles(vitest: object): string[] {
  const patterns: unknown = Reflect.get(vitest, "filenamePattern");
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === "string") : [];
}
