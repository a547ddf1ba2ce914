import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { startProgress } from "./progress.ts";
import type { SetupContext } from "./context.ts";
import type { Engine } from "./engine.ts";
import { pluginOnPath } from "./find.ts";
import { ourPluginHome, personalPulumiHome } from "./places.ts";

/** A third-party provider of the program, as its npm package names it. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
  /** Where it is downloaded from when that is not Pulumi's own host. */
  readonly server?: string;
}

/** The npm packages whose plugins the program uses. */
const PACKAGES = ["@pulumi/docker", "@pulumi/command", "@pulumi/cloudflare", "@muhlba91/pulumi-proxmoxve"];

/** The plugins in the versions of the installed npm packages. */
export function wantedPlugins(root: string): Plugin[] {
  return PACKAGES.map((name) => {
    const text = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
    const { version, pulumi } = JSON.parse(text) as { version: string; pulumi: { name: string; server?: string } };
    return { name: pulumi.name, version, ...(pulumi.server === undefined ? {} : { server: pulumi.server }) };
  });
}

/** Folders with real plugins: the person's own, which are only read, and ours. */
export function pluginFolders(context: SetupContext): string[] {
  return [join(personalPulumiHome(context.env), "plugins"), join(ourPluginHome(context.places), "plugins")];
}

/** Which of the wanted plugins are really there. */
export function presentPlugins(context: SetupContext, wanted: readonly Plugin[]): Plugin[] {
  const folders = pluginFolders(context);
  return wanted.filter(
    ({ name, version }) =>
      folders.some((folder) => complete(join(folder, `resource-${name}-v${version}`), name)) ||
      pluginOnPath(name, context.env, context.places) !== undefined,
  );
}

/** The executables that make the wanted plugins real: one that goes, or comes back, is noticed. */
export function pluginExecutables(context: SetupContext, wanted: readonly Plugin[]): string[] {
  return pluginFolders(context).flatMap((folder) =>
    wanted.map(({ name, version }) => join(folder, `resource-${name}-v${version}`, `pulumi-resource-${name}`)),
  );
}

/** Installs what is missing into our own plugin folder, never into the person's; says what could not be had. */
export async function installPlugins(context: SetupContext, engine: Engine, missing: readonly Plugin[]): Promise<void> {
  if (!(await context.online())) {
    context.say(
      `The plugins ${missing.map((plugin) => plugin.name).join(", ")} cannot be downloaded from here: offline plugins stand in for them in previews (\`npm run setup -- --retry\` asks again).`,
    );
    return;
  }
  for (const { name, version, server } of missing) {
    const progress = startProgress(`Downloading the plugin ${name} ${version}`);
    const args = ["plugin", "install", "resource", name, version, ...(server === undefined ? [] : ["--server", server])];
    const result = await execa(engine.pulumi, args, {
      env: { ...context.env, PULUMI_HOME: ourPluginHome(context.places), PULUMI_SKIP_UPDATE_CHECK: "true" },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      timeout: 180_000,
    });
    progress.end(result.exitCode === 0 ? "done" : "failed");
    if (result.exitCode !== 0) {
      const reason = result.stderr.split("\n").findLast((line) => line.trim() !== "") ?? "no reason given";
      context.say(
        `The plugin ${name} ${version} could not be installed (${reason.trim()}): an offline plugin stands in for it in previews.`,
      );
    }
  }
}

/**
 * Shows the engine every real plugin without letting it write beside them: it leaves `.lastused` files in its plugin
 * folder, and looks only into real folders there. So each plugin becomes a folder of ours full of links.
 */
export function linkPlugins(context: SetupContext): void {
  const target = join(context.places.pulumiHome, "plugins");
  mkdirSync(target, { recursive: true });
  keepInstalled(context, target);
  const sources = new Map<string, string>();
  for (const folder of pluginFolders(context)) {
    for (const name of listFolders(folder)) {
      if (!sources.has(name) && !existsSync(join(folder, `${name}.partial`))) sources.set(name, join(folder, name));
    }
  }
  for (const name of listFolders(target)) {
    if (!sources.has(name)) rmSync(join(target, name), { recursive: true });
  }
  for (const [name, source] of sources) {
    mkdirSync(join(target, name), { recursive: true });
    const wanted = readdirSync(source);
    for (const entry of readdirSync(join(target, name))) {
      if (!wanted.includes(entry)) rmSync(join(target, name, entry), { recursive: true });
    }
    for (const entry of wanted) link(join(source, entry), join(target, name, entry));
  }
}

/** A plugin that somebody installed for the engine itself lies there as files, not as links: it becomes one of ours. */
function keepInstalled(context: SetupContext, target: string): void {
  const ours = join(ourPluginHome(context.places), "plugins");
  for (const name of listFolders(target)) {
    const executable = /^resource-(.+)-v\d/.exec(name)?.[1];
    const file = join(target, name, `pulumi-resource-${executable ?? ""}`);
    if (executable === undefined || lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    if (!complete(join(ours, name), executable)) cpSync(join(target, name), join(ours, name), { recursive: true });
    rmSync(join(target, name), { recursive: true });
  }
}

function link(target: string, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    if (readlinkSync(path) === target) return;
    rmSync(path);
  }
  symlinkSync(target, path);
}

function complete(folder: string, name: string): boolean {
  return existsSync(join(folder, `pulumi-resource-${name}`)) && !existsSync(`${folder}.partial`);
}

function listFolders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
