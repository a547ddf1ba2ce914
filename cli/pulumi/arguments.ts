import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { projectName } from "../../setup/stacks.ts";

/** The commands that take `--config-file`, with their other names. */
const TAKES_SETTINGS = new Set([
  ...["preview", "pre", "up", "update", "destroy", "dn", "down", "refresh", "ref"],
  ...["import", "watch", "logs", "config", "conf", "cfg"],
]);

/** Options before the command that are followed by a value. */
const VALUED = new Set(["-C", "--cwd", "--color", "-v", "--verbose", "--profiling", "--tracing", "--memprofilerate", "--otel-traces"]);

/**
 * The arguments for the engine: a command that takes settings gets the copy of its site's, so that the engine never writes
 * into tracked ones; `stack rm` keeps the tracked settings.
 */
export function pulumiArguments(args: readonly string[], ready: EngineEnvironment, env: NodeJS.ProcessEnv): string[] {
  const at = commandIndex(args);
  const command = args[at];
  const known = command === undefined ? undefined : siteOf(args, ready, env);
  if (command === undefined || known === undefined) return [...args];
  const insert = (position: number, ...added: string[]) => [...args.slice(0, position), ...added, ...args.slice(position)];
  if (TAKES_SETTINGS.has(command) && option(args, "--config-file") === undefined) {
    return insert(at + 1, "--config-file", ready.settingsFile(known));
  }
  if (command === "stack" && args[at + 1] === "rm" && !args.includes("--preserve-config")) return insert(at + 2, "--preserve-config");
  return [...args];
}

/** What a preview of one of the sites is asked for. */
export interface AskedPreview {
  readonly site: string;
  /** Whether the nodes are read. */
  readonly refresh: boolean;
  /** Whether all of the site is, and not a part that `--target` or `--exclude` names. */
  readonly whole: boolean;
}

/** Options that look into what the engine starts, or move it to another project: it is to start everything itself. */
const BY_ITSELF = ["--cwd", "-C", "--tracing", "--otel-traces", "--attach-debugger"];

/** What the arguments ask for when they ask for a preview of a site of this checkout; undefined for everything else. */
export function askedPreview(args: readonly string[], ready: EngineEnvironment, env: NodeJS.ProcessEnv): AskedPreview | undefined {
  const command = args[commandIndex(args)];
  if (command !== "preview" && command !== "pre") return undefined;
  if (args.some((argument) => BY_ITSELF.includes(argument.split("=")[0] ?? ""))) return undefined;
  const site = siteOf(args, ready, env);
  if (site === undefined) return undefined;
  const refresh = args.some((argument) => ["--refresh", "--refresh=true", "-r"].includes(argument));
  const whole = !args.some((argument) => /^(?:--target|--exclude|-t)/.test(argument));
  return { site, refresh, whole };
}

/** The site that the arguments, the environment or `stack select` name; undefined when it is none of this checkout. */
function siteOf(args: readonly string[], ready: EngineEnvironment, env: NodeJS.ProcessEnv): string | undefined {
  const stack = option(args, "--stack", "-s") ?? env["PULUMI_STACK"] ?? selectedStack(ready);
  return stack === undefined ? undefined : ready.sites.find((candidate) => candidate === stack.split("/").at(-1));
}

function commandIndex(args: readonly string[]): number {
  let index = 0;
  while (index < args.length && args[index]?.startsWith("-") === true) index += VALUED.has(args[index] ?? "") ? 2 : 1;
  return index;
}

/** The value of an option in each of its spellings (`--stack vps`, `--stack=vps`, `-s vps`, `-svps`), before a bare `--`. */
function option(args: readonly string[], long: string, short?: string): string | undefined {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  for (const [index, argument] of own.entries()) {
    if (argument === long || argument === short) return own[index + 1];
    if (argument.startsWith(`${long}=`)) return argument.slice(long.length + 1);
    if (short !== undefined && argument.startsWith(short) && !argument.startsWith("--"))
      return argument.slice(short.length).replace(/^=/, "");
  }
  return undefined;
}

/** What `npm run pulumi -- stack select` chose: the engine keeps it by project in its home. */
function selectedStack({ places, env }: EngineEnvironment): string | undefined {
  const file = createHash("sha1").update(join(places.root, "Pulumi.yaml")).digest("hex");
  try {
    const text = readFileSync(join(places.pulumiHome, "workspaces", `${projectName(places.root)}-${file}-workspace.json`), "utf8");
    const { stack, stacks } = JSON.parse(text) as { stack?: string; stacks?: Record<string, string> };
    return stacks?.[env["PULUMI_BACKEND_URL"] ?? ""] ?? stack;
  } catch {
    return undefined;
  }
}
