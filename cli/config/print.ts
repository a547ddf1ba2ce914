import { readFileSync, statSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { projectNameOf, renderConfig, renderModel, resolveCompose, resolveModel } from "../../compose/index.ts";
import type { ComposeSource } from "../../compose/index.ts";
import { DotenvError, parseDotenv } from "../../compose/index.ts";
import { formatProblem } from "../../compose/problem.ts";
import type { Problem } from "../../compose/problem.ts";

/** The command's options, as commander hands them over. */
export interface ConfigArguments {
  readonly file: readonly string[];
  readonly envFile?: readonly string[];
  readonly interpolate: boolean;
  readonly project?: string;
  /** Where relative paths start and the `.env` lies. @default the first file's folder */
  readonly projectDirectory?: string;
  readonly profile?: readonly string[];
  readonly json?: boolean;
}

export interface ConfigResult {
  /** What goes to stdout; empty when there are problems. */
  readonly text: string;
  readonly warnings: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads the files that the command names and renders the result; every problem is collected, nothing is thrown. */
export function printConfig(
  options: ConfigArguments,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): ConfigResult {
  const problems: Problem[] = [];
  const sources = options.file.flatMap((file) => readSource(file, folder, problems));
  const first = options.file[0];
  const given = options.projectDirectory;
  const workingDirectory = given !== undefined ? resolve(folder, given) : first === undefined ? folder : dirname(resolve(folder, first));
  const values = readVariables(options.envFile ?? [], workingDirectory, folder, environment, problems);
  if (problems.length > 0) return { text: "", warnings: [], problems };
  const fallback = basename(workingDirectory);
  const projectName = projectNameOf({
    sources,
    environment: values,
    fallback,
    interpolate: options.interpolate,
    ...(options.project === undefined ? {} : { given: options.project }),
  });
  const common = { sources, projectName, workingDirectory, environment: values, readFile };
  if (!options.interpolate) {
    const { model, problems: found } = resolveModel(common);
    if (model === undefined) return { text: "", warnings: [], problems: found };
    return { text: renderModel(model, options.json === true ? "json" : "yaml"), warnings: [], problems: [] };
  }
  const profiles = options.profile === undefined || options.profile.length === 0 ? {} : { profiles: options.profile };
  const { resolved, problems: found } = resolveCompose({ ...common, ...profiles, interpolate: true });
  if (resolved === undefined) return { text: "", warnings: [], problems: found };
  const warnings = resolved.warnings.map(formatProblem);
  return { text: renderConfig(resolved, options.json === true ? "json" : "yaml"), warnings, problems: [] };
}

function readSource(file: string, folder: string, problems: Problem[]): ComposeSource[] {
  const text = readFile(resolve(folder, file));
  if (text !== undefined) return [{ file: shown(file, folder), text }];
  problems.push({ place: { file }, path: "", message: "the file cannot be read", fix: "check the path behind -f" });
  return [];
}

/** The environment wins over files, and a later file over an earlier one; without files there is the `.env` beside. */
function readVariables(
  files: readonly string[],
  workingDirectory: string,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  problems: Problem[],
): Record<string, string> {
  const own = new Map(Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined));
  const paths = files.length > 0 ? files.map((file) => resolve(folder, file)) : [resolve(workingDirectory, ".env")];
  let values = new Map<string, string>();
  for (const path of paths) {
    const text = readFile(path);
    if (text === undefined) {
      if (files.length > 0)
        problems.push({
          place: { file: shown(path, folder) },
          path: "",
          message: "the file cannot be read",
          fix: "check the path behind --env-file",
        });
      continue;
    }
    try {
      values = parseDotenv(text, (name) => own.get(name), values);
    } catch (error) {
      if (!(error instanceof DotenvError)) throw error;
      problems.push({ place: { file: shown(path, folder), line: error.line }, path: "", message: error.message });
    }
  }
  return Object.fromEntries([...values, ...own]);
}

function readFile(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch {
    // A file that is missing and one that may not be read are the same to the caller: there is no text.
    return undefined;
  }
}

function shown(path: string, folder: string): string {
  const short = relative(folder, resolve(folder, path));
  return short.startsWith("..") ? path : short;
}
