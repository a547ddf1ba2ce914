import type { Place, Problem } from "../problem.ts";
import { bind } from "../decode/bind.ts";
import type { Json } from "../json.ts";
import type { ComposeDocument } from "../document.ts";
import { checkModel } from "./check-model.ts";
import { checkProject } from "./check-project.ts";
import { addDefaults, resolvePaths } from "./complete.ts";
import type { VariableMode } from "./canonicalise.ts";
import { listVariables } from "./interpolate.ts";
import type { VariableUse } from "./interpolate.ts";
import type { Session } from "./layers.ts";
import { normalise } from "./normalise.ts";
import { readFiles } from "./read.ts";
import { readServiceFiles } from "./service-files.ts";
import { keepBound, keepUsed, selectServices, shareScale } from "./select.ts";
import { withoutExtensions } from "../render/json.ts";
import { placeOfPath } from "./place-of-path.ts";
import { isMapping, SourceText } from "../yaml/node.ts";
import type { MappingNode, Path } from "../yaml/node.ts";

/** One Compose file. */
export interface ComposeSource {
  /** The path that messages show. */
  readonly file: string;
  readonly text: string;
}

export interface ResolveOptions {
  /** The base first, overrides after it. */
  readonly sources: readonly ComposeSource[];
  /** Lower-case letters, digits, `-` and `_`, beginning with a letter or a digit. */
  readonly projectName: string;
  /** Absolute; relative paths in the files start here. */
  readonly workingDirectory: string;
  /** Variables for interpolation. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** False keeps variables as they are written; types become canonical all the same. */
  readonly interpolate: boolean;
  /** Profiles to activate, `*` for all. @default `COMPOSE_PROFILES` of the environment */
  readonly profiles?: readonly string[];
  /**
   * Reads a file that another one names (`include`, `extends.file`, `env_file`, `label_file`); undefined when there is
   * none. The path is absolute, below `workingDirectory` when it was written relative. @default no file exists
   */
  readonly readFile?: (path: string) => string | undefined;
  /**
   * Whether a variable without a default is refused where a size, a number, a boolean or a port stands (only without
   * interpolation). @default true
   */
  readonly refuseBareVariables?: boolean;
  /** What `~` stands for. @default `HOME` of the environment; without one `~` stays */
  readonly homeDirectory?: string;
}

export interface ResolvedCompose {
  /** Plain JSON data, equal to what `docker compose config --format json` prints (with single dollars). */
  readonly document: ComposeDocument;
  /** The same with the `x-` fields of services and resources, which Compose prints in YAML only. */
  readonly extended: Readonly<Record<string, Json>>;
  /** Whether variables have been expanded; otherwise dollars in the document still have their meaning. */
  readonly expanded: boolean;
  /** Every variable of every source, expanded or not, in reading order. */
  readonly variables: readonly VariableUse[];
  /** What Compose would warn of, for instance a variable that is not set. */
  readonly warnings: readonly Problem[];
  /** The nearest known place of a path in the document, in the file that won the merge. */
  placeOf(path: Path): Place | undefined;
}

export interface ResolveResult {
  /** Absent when there are problems. */
  readonly resolved?: ResolvedCompose;
  readonly problems: readonly Problem[];
}

/**
 * Resolves Compose files the way Compose v2.40.3 does: parse → interpolate → merge → canonicalise → validate.
 * Never throws for what the files contain; everything wrong is in `problems`, each with its place.
 */
export function resolveCompose(options: ResolveOptions): ResolveResult {
  const session = openSession(options, options.interpolate ? "expanded" : "symbolic");
  const { problems } = session;
  const model = buildModel(options, session);
  const variables = session.documents.flatMap(({ root }) => listVariables(root));
  if (model === undefined) return { problems: distinct(problems) };
  const selection = selectServices(model, profilesOf(options));
  const used = keepUsed(model, selection);
  const context = { symbolic: !options.interpolate, strict: options.refuseBareVariables ?? true, problems };
  const before = problems.length;
  // Disabled services and unused resources are typed too: an error in them is an error of the file.
  const bound = keepBound(shareScale(bind(model, context)), used);
  const document = withoutExtensions(bound) as unknown as ComposeDocument;
  if (problems.length === before) checkProject(model, document, selection, problems);
  const extended = options.interpolate ? readServiceFiles(bound, selection, session) : bound;
  if (problems.length > 0) return { problems: distinct(problems) };
  const resolved: ResolvedCompose = {
    document: extended === bound ? document : (withoutExtensions(extended) as unknown as ComposeDocument),
    extended,
    expanded: options.interpolate,
    variables,
    warnings: distinct(session.warnings),
    placeOf: (path) => placeOfPath(used, path),
  };
  return { resolved, problems: [] };
}

/**
 * The model before types are bound: what `docker compose config --no-interpolate` prints.
 * Short forms that cannot be read without their variables stay short, and so do sizes, durations and commands.
 */
export function resolveModel(options: Omit<ResolveOptions, "interpolate" | "profiles">): {
  readonly model?: MappingNode;
  readonly problems: readonly Problem[];
} {
  const session = openSession({ ...options, interpolate: false }, "verbatim");
  const model = buildModel({ ...options, interpolate: false }, session);
  if (model === undefined || session.problems.length > 0) return { problems: distinct(session.problems) };
  return { model, problems: [] };
}

function openSession(options: ResolveOptions, mode: VariableMode): Session {
  const values = new Map(Object.entries({ ...options.environment, COMPOSE_PROJECT_NAME: options.projectName }));
  // A document that keeps its variables keeps `KEY` without a value too: the value may be a secret.
  const lookup = mode === "expanded" ? (name: string): string | undefined => values.get(name) : (): undefined => undefined;
  return {
    mode,
    workingDirectory: options.workingDirectory,
    home: options.homeDirectory ?? values.get("HOME"),
    lookup,
    readFile: options.readFile ?? ((): undefined => undefined),
    problems: [],
    warnings: [],
    documents: [],
    sound: new Map(),
  };
}

function buildModel(options: ResolveOptions, session: Session): MappingNode | undefined {
  const { problems, mode } = session;
  checkOptions(options, problems);
  const files = options.sources.map((source) => new SourceText(source.file, source.text));
  const scope = { session, workingDirectory: options.workingDirectory, lookup: session.lookup, including: [], circles: new Set<string>() };
  const read = readFiles(files, scope);
  if (problems.length > 0) return undefined;
  if (read === undefined || read.entries.size === 0) {
    const place = { file: options.sources[0]?.file ?? "", line: 1, column: 1 };
    problems.push({ place, path: "", message: "the Compose file is empty", fix: "add services" });
    return undefined;
  }
  const complete = addDefaults(read);
  checkModel(complete, problems);
  const absolute = resolvePaths(complete, options.workingDirectory, session.home, mode, problems);
  if (problems.length > 0) return undefined;
  const model = normalise(absolute, options.projectName, session.lookup, mode);
  return isMapping(model) ? model : undefined;
}

function checkOptions(options: ResolveOptions, problems: Problem[]): void {
  if (options.sources.length === 0) problems.push({ path: "", message: "no Compose file is given" });
  if (/^[a-z0-9][a-z0-9_-]*$/.test(options.projectName)) return;
  problems.push({
    path: "name",
    message: `${JSON.stringify(options.projectName)} is no project name`,
    allowed: "lower-case letters, digits, - and _, beginning with a letter or a digit",
  });
}

function profilesOf(options: ResolveOptions): readonly string[] {
  if (options.profiles !== undefined) return options.profiles;
  return (options.environment?.["COMPOSE_PROFILES"] ?? "").split(",").map((profile) => profile.trim());
}

/** The same problem can be met twice, in a file and again in what it was merged into. */
function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.place, problem.path, problem.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
