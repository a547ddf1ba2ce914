import { chmodSync, mkdirSync, renameSync } from "node:fs";
import { totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import type { ProgressStream } from "./progress.ts";
import { startProgress } from "./progress.ts";
import { ExpectedError } from "./expected.ts";
import { findOnPath } from "./find.ts";

/** With this much memory the compiler may collect garbage less often, which saves an eighth of its time. */
const ROOMY_BYTES = 8 * 2 ** 30;

/** A program that is built from a pinned Go module. */
export interface GoProgram {
  /** What a person calls it. */
  readonly title: string;
  /** The folder with the go.mod and go.sum that pin it. */
  readonly module: string;
  /** The import path of its main package. */
  readonly mainPackage: string;
  /** Flags for the linker. */
  readonly linkerFlags: string;
  /** Where the executable goes. It is there complete or not at all. */
  readonly output: string;
}

/**
 * Builds a Go program from the module proxy. Go keeps what is already downloaded and compiled, so after a Ctrl-C the next
 * run goes on where this one stopped.
 *
 * @throws ExpectedError one sentence with what to do
 */
export async function buildGoProgram(program: GoProgram, env: NodeJS.ProcessEnv, stream?: ProgressStream): Promise<void> {
  const go = findOnPath("go", env);
  if (go === undefined) {
    throw new ExpectedError(
      `${program.title} has to be built and Go is not on PATH: install Go 1.25 or newer (https://go.dev/dl), or put the Pulumi CLI on PATH, and run \`npm run setup\` again`,
    );
  }
  const progress = startProgress(`Building ${program.title}`, stream);
  try {
    const total = await countStale(go, program, env, (modules) => progress.update(`${modules} modules downloaded`));
    let built = 0;
    const fresh = join(dirname(program.output), `.${basename(program.output)}.${process.pid}`);
    mkdirSync(dirname(program.output), { recursive: true });
    const args = ["build", "-v", "-buildvcs=false", "-o", fresh, `-ldflags=-s -w ${program.linkerFlags}`, program.mainPackage];
    await runGo(go, args, program, env, (line) => {
      if (line.startsWith("go: downloading")) return;
      built++;
      progress.update(built < total ? `${built} of ${total} packages` : "linking");
    });
    chmodSync(fresh, 0o755);
    renameSync(fresh, program.output);
    progress.end("done");
  } catch (error) {
    progress.end("failed");
    throw error;
  }
}

/** How many packages there are to compile; downloads the modules first, which is the other long part. */
async function countStale(go: string, program: GoProgram, env: NodeJS.ProcessEnv, downloaded: (modules: number) => void): Promise<number> {
  let modules = 0;
  const args = ["list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", program.mainPackage];
  const output = await runGo(go, args, program, env, (line) => {
    if (line.startsWith("go: downloading")) downloaded(++modules);
  });
  return output.split("\n").filter((line) => line !== "").length;
}

async function runGo(
  go: string,
  args: readonly string[],
  program: GoProgram,
  env: NodeJS.ProcessEnv,
  line: (text: string) => void,
): Promise<string> {
  // GOWORK: a workspace file above the checkout would pull other modules in.
  const pace = totalmem() < ROOMY_BYTES ? {} : { GOGC: "400" };
  const child = execa(go, args, {
    cwd: program.module,
    env: { ...pace, ...env, GOWORK: "off" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  createInterface({ input: child.stderr }).on("line", line);
  const result = await child;
  if (result.exitCode === 0) return result.stdout;
  if (result.signal === "SIGINT" || result.signal === "SIGTERM") {
    throw new ExpectedError("stopped; `npm run setup` goes on from here");
  }
  const reason = result.stderr
    .split("\n")
    .filter((text) => text.trim() !== "" && !text.startsWith("go: downloading") && /[\s:]/.test(text))
    .slice(-3)
    .map((text) => text.trim())
    .join("; ");
  throw new ExpectedError(
    `${program.title} could not be built: ${reason === "" ? `go ended with ${result.exitCode ?? "no code"}` : reason}; mend that, or put the Pulumi CLI on PATH, and run \`npm run setup\` again`,
  );
}
