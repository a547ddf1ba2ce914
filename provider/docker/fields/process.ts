import { ShellWordsError, splitShellWords } from "../../../compose/values/shell-words.ts";
import { flagOf, isJsonList, textOf, textsOf } from "../json.ts";
import type { Json } from "../json.ts";
import type { Difference } from "../difference.ts";
import { cleanPath } from "./clean-path.ts";
import { single } from "./context.ts";
import type { FieldContext, FieldGroup } from "./context.ts";
import { nanosecondsOf, renderDuration } from "./sizes.ts";

/** What runs: command, entrypoint, user, folder, terminal, init and how it is stopped. The image's word counts where git is silent. */
export const process: FieldGroup = (context) => {
  const { service, config, host, image } = context;
  const flags = { tty: config.Tty ?? false, stdin_open: config.OpenStdin ?? false, init: host.Init ?? false };
  return [
    ...words(context),
    ...text(context, "user", config.User ?? "", image?.User ?? ""),
    ...text(context, "working_dir", config.WorkingDir ?? "", image?.WorkingDir ?? "", cleanPath),
    ...text(context, "stop_signal", config.StopSignal ?? "", image?.StopSignal ?? ""),
    ...grace(service["stop_grace_period"], config.StopTimeout ?? undefined),
    ...hostname(context),
    ...Object.entries(flags).flatMap(([attribute, actual]) =>
      single([attribute], (flagOf(service[attribute]) ?? false) === actual, () => actual),
    ),
  ];
};

/**
 * A declared entrypoint silences the image's command, unless it is empty. An empty command means the image's; an empty
 * entrypoint means none. The engine keeps `[]` and `[""]` apart, but both run nothing.
 */
function words({ declared, service, config, image }: FieldContext): Difference[] {
  const entrypoint = wordsOf(service["entrypoint"]);
  const asked = wordsOf(service["command"]);
  const command = asked?.length === 0 ? undefined : asked;
  const silenced = entrypoint !== undefined && entrypoint.length > 0;
  const differences: Difference[] = [];
  const compare = (attribute: string, wanted: readonly string[] | undefined, actual: readonly string[] | null | undefined): void => {
    if (wanted === undefined) return;
    const found = filled(actual);
    if (sameWords(filled(wanted), found)) return;
    differences.push({ path: [attribute], enforced: typeof declared[attribute] === "string" ? line(found) : found });
  };
  compare("entrypoint", entrypoint ?? (image === undefined ? undefined : filled(image.Entrypoint)), config.Entrypoint);
  compare("command", command ?? (silenced ? [] : image === undefined ? undefined : filled(image.Cmd)), config.Cmd);
  return differences;
}

/** Undefined when nothing is declared. */
function wordsOf(value: Json | undefined): readonly string[] | undefined {
  if (isJsonList(value)) return textsOf(value);
  if (typeof value !== "string") return undefined;
  try {
    return splitShellWords(value);
  } catch (error) {
    if (error instanceof ShellWordsError) return [value];
    throw error;
  }
}

function filled(list: readonly string[] | null | undefined): readonly string[] {
  return list?.length === 1 && list[0] === "" ? [] : (list ?? []);
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

function line(list: readonly string[]): string {
  return list.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(" ");
}

function text(
  { service, image }: FieldContext,
  attribute: string,
  actual: string,
  byImage: string,
  normal: (text: string) => string = (value) => value,
): Difference[] {
  // Empty means the image's, as if it were not there.
  const written = textOf(service[attribute]);
  const wanted = written === "" ? undefined : written;
  if (wanted === undefined && image === undefined) return [];
  return single([attribute], normal(wanted ?? byImage) === normal(actual), () => actual);
}

function grace(declared: Json | undefined, actual: number | undefined): Difference[] {
  const nanoseconds = nanosecondsOf(declared);
  const wanted = nanoseconds === undefined ? undefined : Math.trunc(nanoseconds / 1e9);
  return single(["stop_grace_period"], wanted === actual, () => (actual === undefined ? undefined : renderDuration(actual * 1e9)));
}

/** The engine's own choice is the beginning of the container's id, or the node's name in the node's network. */
function hostname({ service, container, config, host }: FieldContext): Difference[] {
  const wanted = textOf(service["hostname"]);
  const actual = config.Hostname ?? "";
  const borrowed = /^(host$|container:)/.test(host.NetworkMode ?? "") || (host.UTSMode ?? "") === "host";
  if (wanted === undefined && (borrowed || container.Id.startsWith(actual))) return [];
  return single(["hostname"], wanted === actual, () => actual);
}
