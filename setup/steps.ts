import { lstatSync, mkdirSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "./lock.ts";
import type { SetupContext } from "./context.ts";
import { checkEngine, installEngine } from "./engine.ts";
import { backendUrl, baseEnvironment } from "./environment.ts";
import { ExpectedError } from "./expected.ts";
import { checkLanguageHost, installLanguageHost } from "./language-host.ts";
import { writeOfflinePlugins } from "./offline.ts";
import { bringsPassphrase, makePassphrase } from "./passphrase.ts";
import { installPlugins, linkPlugins, pluginExecutables, pluginFolders, presentPlugins, wantedPlugins } from "./plugins.ts";
import { pruneCompileCache } from "./compile-cache.ts";
import { attemptedPlugins, rememberAttempt } from "./attempts.ts";
import { settingsCopy, sitesOf, syncSettings, trackedSettings } from "./settings.ts";
import { makeStacks, projectName, stackFile } from "./stacks.ts";
import type { SetupResult } from "./stamp.ts";
import { readStamp, writeStamp } from "./stamp.ts";

/**
 * Goes through all steps, doing what is missing, and remembers the result. Each step may be interrupted and run again; of
 * two setups of one checkout the second waits and takes the result of the first.
 *
 * @throws ExpectedError one sentence for what it cannot do
 */
export async function runSteps(context: SetupContext, facts: readonly string[]): Promise<SetupResult> {
  const release = await takeLock(join(context.places.homelab, "setup"), () =>
    context.say("Another setup of this checkout is running; waiting for it."),
  );
  try {
    const done = context.retry ? undefined : readStamp(context.places.stamp, facts);
    return done ?? (await doSteps(context, facts));
  } finally {
    await release();
  }
}

async function doSteps(context: SetupContext, facts: readonly string[]): Promise<SetupResult> {
  const { places, env } = context;
  const sites = sitesOf(places.root);
  if (sites.length === 0) throw new ExpectedError(`${places.root}: no Pulumi.<site>.yaml: a site needs its settings file`);

  const engine = (await checkEngine(context)) ?? (await installEngine(context));
  const languageHost = checkLanguageHost(context, engine) ?? (await installLanguageHost(context));
  linkProgram(places.bin, "pulumi", engine.pulumi);
  // The start makes this one too; a program that is started without it has to find the same Node.
  linkProgram(places.bin, "node", process.execPath);

  const wanted = wantedPlugins(places.root);
  const missing = wanted.filter((plugin) => !presentPlugins(context, wanted).includes(plugin));
  const unasked = context.retry
    ? missing
    : missing.filter((plugin) => !attemptedPlugins(places).includes(`${plugin.name} ${plugin.version}`));
  if (unasked.length > 0) {
    await installPlugins(context, engine, unasked);
    rememberAttempt(places, missing);
  }
  const present = presentPlugins(context, wanted);
  linkPlugins(context);
  writeOfflinePlugins(places, wanted);

  pruneCompileCache(join(places.cache, "compile"));

  if (!bringsPassphrase(env)) makePassphrase(places);
  const project = projectName(places.root);
  const files = sites.map((site) => stackFile(backendUrl(places, env), project, site));
  const absent = sites.filter((_, index) => {
    const file = files[index];
    return file === undefined || lstatSync(file, { throwIfNoEntry: false }) === undefined;
  });
  const path = `${places.bin}:${languageHost}:${env["PATH"] ?? ""}`;
  const salts = await makeStacks(engine.pulumi, { ...baseEnvironment(places, env), PATH: path }, places, absent);
  for (const site of sites) await syncSettings(places, site, salts.get(site));

  const result: SetupResult = {
    pulumi: engine.pulumi,
    engineVersion: engine.version,
    engineSource: engine.source,
    languageHost,
    plugins: wanted.map((plugin) => ({ ...plugin, real: present.includes(plugin) })),
    sites,
  };
  const unchanged = [
    engine.pulumi,
    languageHost,
    join(places.bin, "pulumi"),
    join(places.bin, "node"),
    join(places.root, "package-lock.json"),
    join(places.root, "Pulumi.yaml"),
    ...["pulumi", "nodejs-host"].map((module) => join(places.root, "setup", "engine", module, "go.mod")),
    ...sites.map((site) => trackedSettings(places.root, site)),
    ...pluginFolders(context),
    ...pluginExecutables(context, wanted),
    ...wanted.map(({ name }) => join(places.offline, name, `pulumi-resource-${name}`)),
    ...(bringsPassphrase(env) ? [] : [places.passphrase]),
  ];
  const kept = [...sites.map((site) => settingsCopy(places, site)), ...files.filter((file) => file !== undefined)];
  writeStamp(places.stamp, facts, { unchanged, present: kept }, result);
  return result;
}

/** A program in the checkout's own bin folder; the engine finds its language host through the link. */
function linkProgram(bin: string, name: string, program: string): void {
  const path = join(bin, name);
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(path) === program) return;
  mkdirSync(bin, { recursive: true });
  const fresh = `${path}.${process.pid}`;
  symlinkSync(program, fresh);
  renameSync(fresh, path);
}
