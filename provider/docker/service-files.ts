import path from "node:path";

import { DotenvError, parseDotenv, parseRawEnv } from "../../compose/values/dotenv.ts";
import { INCOMPARABLE, isMark } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { parsePython } from "./env-file.ts";
import type { EnvDialect } from "./env-file.ts";
import { pairsOf } from "./fields/pairs.ts";
import { at, flagOf, isJsonList, isJsonMap, textOf } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";
import type { NodeSnapshot } from "./snapshot.ts";

/** What `env_file` and `label_file` of a service come to. */
export interface ServiceFiles {
  /** What the files say, without what the document says on top of them. Holds secrets. */
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  /** The same, as far as it is not in git: it may never be shown. */
  readonly hidden: readonly string[];
  /** Files that nobody can read, at their entries. */
  readonly unread: readonly Difference[];
}

/** One entry of `env_file` or `label_file`. */
export interface FileEntry {
  /** Inside the service. */
  readonly place: readonly (string | number)[];
  /** Absolute on the node. */
  readonly file: string;
  readonly required: boolean;
  readonly format: string | undefined;
}

/** Where files are looked for. */
export interface FileSource {
  /** Relative paths start here. */
  readonly directory: string;
  /** What git places below it, by path. */
  readonly files: Json | undefined;
  /** Texts that are secrets of the program. */
  readonly secrets: ReadonlySet<string>;
  readonly snapshot: NodeSnapshot;
}

type Found = { readonly text: string; readonly inGit: boolean } | { readonly fault: string; readonly missing: boolean };

/**
 * Reads the files of a service as Compose does: a later file over an earlier one, and below both the variables of the env file
 * and of `environment`, which lines may refer to.
 * @param service variables expanded
 */
export function readServiceFiles(
  service: JsonMap,
  source: FileSource,
  dialect: EnvDialect,
  lookup: (name: string) => string | undefined,
): ServiceFiles {
  const own = new Map(
    [...pairsOf(service["environment"])].flatMap(([name, value]) => {
      const text = value ?? lookup(name);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
  const hidden: string[] = [];
  const unread: Difference[] = [];
  const read = (
    attribute: string,
    start: ReadonlyMap<string, string>,
    parse: (text: string, known: ReadonlyMap<string, string>, entry: FileEntry) => Map<string, string>,
  ): Map<string, string> => {
    let values = new Map(start);
    for (const entry of entriesOf(service, attribute, source.directory)) {
      const found = find(entry.file, source);
      if ("fault" in found) {
        if (!found.missing || entry.required) unread.push({ path: entry.place, enforced: `${INCOMPARABLE}${found.fault})` });
        continue;
      }
      try {
        const before = values;
        values = parse(found.text, values, entry);
        if (!found.inGit) for (const [name, value] of values) if (before.get(name) !== value) hidden.push(value);
      } catch (error) {
        if (!(error instanceof DotenvError)) throw error;
        unread.push({ path: entry.place, enforced: `${INCOMPARABLE}line ${error.line} of ${entry.file} cannot be read)` });
      }
    }
    return values;
  };
  const environment =
    dialect === "v1"
      ? read("env_file", new Map(), (text, known) => new Map([...known, ...parsePython(text, lookup)]))
      : read("env_file", own, (text, known, { format }) => {
          const inner = (name: string): string | undefined => lookup(name) ?? own.get(name);
          return format === "raw" ? parseRawEnv(text, inner, known) : parseDotenv(text, inner, known);
        });
  const labels = read("label_file", new Map(), (text, known) => new Map([...known, ...parseDotenv(text, (name) => known.get(name))]));
  return { environment, labels, hidden, unread };
}

/** The entries of `env_file` or `label_file` in whichever notation, with absolute paths. */
export function entriesOf(service: JsonMap, attribute: string, directory: string): FileEntry[] {
  const value = service[attribute];
  const one = (entry: Json, place: readonly (string | number)[]): FileEntry[] => {
    const file = isJsonMap(entry) ? textOf(entry["path"]) : textOf(entry);
    if (file === undefined || file === "") return [];
    return [
      {
        place: isJsonMap(entry) ? [...place, "path"] : place,
        // What a refresh wrote into the state is kept as it is.
        file: isMark(file) ? file : path.posix.resolve(directory, file),
        required: !isJsonMap(entry) || flagOf(entry["required"]) !== false,
        format: isJsonMap(entry) ? textOf(entry["format"]) : undefined,
      },
    ];
  };
  if (isJsonList(value)) return value.flatMap((entry, index) => one(entry, [attribute, index]));
  return value === undefined ? [] : one(value, [attribute]);
}

/** Every file that services of a document read their variables or labels from and that git does not place. */
export function filesOnNode(
  services: JsonMap,
  names: Iterable<string>,
  { directory, files }: Pick<FileSource, "directory" | "files">,
): (FileEntry & { readonly service: string })[] {
  return [...names].flatMap((name) => {
    const service = services[name];
    if (!isJsonMap(service)) return [];
    return ["env_file", "label_file"]
      .flatMap((attribute) => entriesOf(service, attribute, directory))
      .filter(({ file }) => placed(file, { directory, files }) === undefined && !isMark(file))
      .map((entry) => ({ ...entry, service: name }));
  });
}

function placed(file: string, { directory, files }: Pick<FileSource, "directory" | "files">): string | undefined {
  return file.startsWith(`${directory}/`) && isJsonMap(files) ? textOf(at(files, file.slice(directory.length + 1), "content")) : undefined;
}

function find(file: string, source: FileSource): Found {
  if (isMark(file)) return { fault: file.slice(INCOMPARABLE.length, -1), missing: false };
  const { snapshot, secrets } = source;
  const content = placed(file, source);
  if (content !== undefined) return { text: content, inGit: !secrets.has(content) };
  const text = textOnNode(file, snapshot);
  if (text !== undefined) return { text, inGit: false };
  const there = snapshot.entries.has(file);
  return { fault: there ? `${file} cannot be read by ${snapshot.account}` : `${file} is not on the node`, missing: !there };
}

/** The text of a file with variables, as far as the snapshot has it. Holds secrets. */
export function textOnNode(file: string, { root, envFiles, texts }: Pick<NodeSnapshot, "root" | "envFiles" | "texts">): string | undefined {
  const [, service] = file.startsWith(`${root}/config/`) ? (/^([^/]+)\/\.env$/.exec(file.slice(`${root}/config/`.length)) ?? []) : [];
  return (service === undefined ? undefined : envFiles.get(service)) ?? texts?.get(file);
}
