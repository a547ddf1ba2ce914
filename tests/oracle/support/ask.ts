import { availableParallelism } from "node:os";
import { execa } from "execa";
import pLimit from "p-limit";
import type { ConfigResult } from "../../../cli/config/print.ts";
import { printConfig } from "../../../cli/config/print.ts";
import type { OracleDocument } from "./documents.ts";

/** The home directory of whoever is said to run Compose; `~` in a document stands for it. */
export const HOME = "/home/someone";

/** One way of asking for a document. */
export interface Question {
  readonly interpolate: boolean;
  readonly format: "json" | "yaml";
}

export const QUESTIONS: readonly Question[] = [
  { interpolate: true, format: "json" },
  { interpolate: true, format: "yaml" },
  { interpolate: false, format: "json" },
  { interpolate: false, format: "yaml" },
];

/** What Compose said. */
export interface Answer {
  readonly ok: boolean;
  readonly text: string;
  readonly errors: string;
}

/** Compose runs as often at a time as there are cores, two at most: others work on this machine as well. */
const limit = pLimit(Math.min(2, availableParallelism()));

/** Runs the real Compose on a document, with nothing of this process's environment but PATH. */
export async function askCompose(
  compose: string,
  document: OracleDocument,
  question: Question,
  extra: readonly string[] = [],
): Promise<Answer> {
  const args = [
    ...document.files.flatMap((file) => ["-f", file]),
    ...document.profiles.flatMap((profile) => ["--profile", profile]),
    ...extra,
    "config",
    ...(question.interpolate ? [] : ["--no-interpolate"]),
    ...(question.format === "json" ? ["--format", "json"] : []),
  ];
  const env = { PATH: process.env["PATH"], HOME, ...document.environment };
  const result = await limit(() =>
    execa(compose, args, { cwd: document.folder, env, extendEnv: false, reject: false, stdin: "ignore", stripFinalNewline: false }),
  );
  return { ok: result.exitCode === 0, text: result.stdout, errors: result.stderr };
}

/** What `npm run config` says about the same document. */
export function askOurselves(document: OracleDocument, question: Question): ConfigResult {
  return printConfig(
    {
      file: document.files,
      envFile: [],
      interpolate: question.interpolate,
      profile: document.profiles,
      json: question.format === "json",
    },
    { HOME, ...document.environment },
    document.folder,
  );
}
