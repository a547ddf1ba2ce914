import { createInterface } from "node:readline/promises";
import { oneLine } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { authorsOf, isOwn } from "./owner.ts";
import { programPaths } from "./paths.ts";

/** Whose program renders the head. */
export interface Program {
  /** `base`: the head's data are rendered by the program that is there already. `head`: the change's own program runs. */
  readonly of: "base" | "head";
  /** Whether the change is the owner's, so that its program may have what the owner's has. */
  readonly own: boolean;
}

/** What a person said on the command line. */
export interface ProgramOptions {
  /** Run the change's own program, whoever wrote it. */
  readonly runProgram?: boolean;
  /** Never run it. */
  readonly dataOnly?: boolean;
}

/** So many files are named in a question. */
const NAMED = 8;

/**
 * Decides whether a change's own program runs. A change that brings none is rendered by the base's. The owner's runs; somebody else's
 * runs when the person at the terminal says so, or when the command does.
 *
 * @throws ExpectedError when it would have to be asked for and there is no terminal, and for options that exclude each other
 */
export async function whoseProgram(
  root: string,
  change: { readonly base: string; readonly head: string; readonly paths: readonly string[] },
  { runProgram = false, dataOnly = false }: ProgramOptions,
): Promise<Program> {
  if (runProgram && dataOnly) throw new ExpectedError("--run-program and --data-only exclude each other; fix: give one of them");
  const files = programPaths(change.paths);
  if (files.length === 0 || dataOnly) return { of: "base", own: false };
  const own = await isOwn(root, change.base, change.head);
  if (own || runProgram) return { of: "head", own };
  const names = `${files.slice(0, NAMED).map(oneLine).join(", ")}${files.length > NAMED ? ` and ${String(files.length - NAMED)} more` : ""}`;
  const by = oneLine((await authorsOf(root, change.base, change.head)).join(", "));
  const what = `${change.head.slice(0, 12)} brings a program of its own (${names}), and its commits were not made here by you but by ${by}`;
  if (process.stdin.isTTY && process.stderr.isTTY) {
    return {
      of: (await agreed(`${what}.\nRendering it runs that program on this machine, as you. Run it? [y/N] `)) ? "head" : "base",
      own,
    };
  }
  throw new ExpectedError(
    `${what}; allowed: --data-only, which renders its data with the base's program, or --run-program, which runs it on this machine as you; fix: say which`,
  );
}

async function agreed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
