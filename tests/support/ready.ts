import type { TestProject } from "vitest/node";

import { composeProgram } from "./compose-engines.ts";
import { requirePackage } from "./debian-packages.ts";
import { currentEngine } from "./engine-current.ts";

/** Something outside npm that tests run. */
export interface Part {
  readonly name: string;
  /** The tests that run it. */
  readonly files: RegExp;
  /** Makes it ready, or does nothing when it is there; says on stderr what takes long. */
  readonly make: () => Promise<unknown>;
}

const debian = (name: string, program: string, files: RegExp): Part => ({ name, files, make: () => requirePackage(program, name) });
const containers = /\/tests\/(oracle-live|dev\/engines|e2e|provider\/docker)\//;

const parts: readonly Part[] = [
  debian("shellcheck", "/usr/bin/shellcheck", /\/tests\/components\/bootstrap/),
  debian("curl", "/usr/bin/curl", /\/tests\/provider\/deploy\/runner-health/),
  debian("wget", "/usr/bin/wget", /\/tests\/provider\/deploy\/runner-health/),
  debian("python3-minimal", "/usr/bin/python3", /\/tests\/provider\/deploy\/runner-health/),
  debian("busybox-static", "/bin/busybox", /\/tests\/(provider\/deploy|oracle-live|dev\/engines|e2e|provider\/docker)\//),
  debian("docker.io", "/usr/sbin/dockerd", containers),
  debian("openssh-server", "/usr/sbin/sshd", /\/tests\/(e2e|provider\/(docker|transport))\//),
  debian("debootstrap", "/usr/sbin/debootstrap", /\/tests\/e2e\/bootstrap/),
  debian("chromium", "/usr/bin/chromium", /\/tests\/(e2e\/drift-page|cli\/drift)/),
  ...(["v1", "v2"] as const).map((generation) => ({
    name: `Compose ${generation}`,
    files: /\/tests\/(oracle|oracle-live|dev\/engines|e2e|provider\/(deploy|docker))\//,
    make: () => composeProgram(generation),
  })),
  { name: "Compose v5", files: containers, make: () => composeProgram("v5") },
  { name: "a current Docker engine", files: /\/tests\/(oracle-live|dev\/engines)\//, make: currentEngine },
];

/** Vitest calls it once for each of its projects, before the first test. */
export default async function setup(project: TestProject): Promise<void> {
  const { testFiles } = await project.globTestFiles(chosenFiles(project.vitest));
  await makeReady(testFiles, parts);
}

/**
 * Makes what the chosen tests run ready before the first of them, so that no test's time goes into fetching or building it. What
 * cannot be had here stops nobody: the tests that need it say so, each by name.
 */
export async function makeReady(testFiles: readonly string[], all: readonly Part[]): Promise<void> {
  for (const { name, files, make } of all) {
    if (!testFiles.some((file) => files.test(file))) continue;
    await make().catch((error: unknown) =>
      process.stderr.write(`${name} cannot be made ready: ${error instanceof Error ? error.message : String(error)}\n`),
    );
  }
}

/** The patterns of the command line; Vitest keeps them without declaring them. Without any, every file runs. */
function chosenFiles(vitest: object): string[] {
  const patterns: unknown = Reflect.get(vitest, "filenamePattern");
  return Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === "string") : [];
}
