import { execa } from "execa";
import path from "node:path";
import { repository } from "./checkout.ts";

/** What a command said and how it ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order they came. */
  readonly all: string;
}

/** Runs `node cli/<command>/main.ts` of a checkout with this process's Node, without a terminal and without colours. */
export async function runTool(
  root: string,
  command: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  return runProgram(process.execPath, [path.join(root, "cli", command, "main.ts"), ...args], root, env);
}

/** Runs a program to its end; a non-zero exit is an answer, not an error. */
export async function runProgram(
  file: string,
  args: readonly string[],
  cwd: string = repository,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  const result = await execa(file, args, {
    cwd,
    env: { NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    stdin: "ignore",
    all: true,
    reject: false,
  });
  if (result.exitCode === undefined) throw new Error(`${file} did not end by itself: ${result.message}`);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr, all: result.all };
}
