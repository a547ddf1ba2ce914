import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEnvironment } from "../setup/set-up.ts";
import { projectName } from "../setup/stacks.ts";

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
  if (command === undefined) return [...args];
  const site = option(args, "--stack", "-s") ?? env["PULUMI_STACK"] ?? selectedStack(ready);
  const known = site === undefined ? undefined : ready.sites.find((candidate) => candidate === site.split("/").at(-1));
  if (known === undefined) return [...args];
  const insert = (position: number, ...added: string[]) => [...args.slice(0, position), ...added, ...args.slice(position)];
  if (TAKES_SETTINGS.has(command) && option(args, "--config-file") === undefined) {
    return insert(at + 1, "--config-file", ready.settingsFile(known));
  }
  if (command === "stack" && args[at + 1] === "rm" && !args.includes("--preserve-config")) return insert(at + 2, "--preserve-config");
  return [...args];
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
    if (short !== undefined && argument.startsWith(short) && !argument.startsWith("--")) return argument.slice(short.length).replace(/^=/, "");
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
