import { mkdirSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import type { SetupContext } from "./context.ts";
import { keepEngineLogOff } from "./engine-log.ts";
import { backendUrl, baseEnvironment } from "./environment.ts";
import { findOnPath, pluginOnPath } from "./find.ts";
import { offlineFolder } from "./offline.ts";
import { bringsPassphrase } from "./passphrase.ts";
import type { Places } from "./places.ts";
import { checkout, personalPulumiHome, placesOf } from "./places.ts";
import { settingsCopy, sitesOf, trackedSettings } from "./settings.ts";
import type { SetupResult } from "./stamp.ts";
import { readStamp } from "./stamp.ts";

/** How the engine is to be run. */
export interface SetupOptions {
  /** @default the checkout this file belongs to */
  readonly root?: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Ask again for what could not be had the last time. @default false */
  readonly retry?: boolean;
  /**
   * Which plugins the engine sees. `real`: those that are installed, offline ones for the rest. `preview`: the same, but
   * offline too for those that need credentials which are not there. `offline`: offline ones for all.
   *
   * @default "real"
   */
  readonly plugins?: "real" | "preview" | "offline";
  /** Where the sentences to the person go. @default stderr */
  readonly say?: (sentence: string) => void;
}

/** A plugin that an offline one stands in for. */
export interface OfflinePlugin {
  readonly name: string;
  readonly version: string;
  /** The environment variables that it needs and that are not set; left out when the plugin itself is not there, or nobody asked for it. */
  readonly lacks?: string;
}

/** Everything that is needed to run the engine on a site. */
export interface EngineEnvironment {
  /** The Pulumi CLI. */
  readonly pulumi: string;
  readonly engineVersion: string;
  readonly engineSource: SetupResult["engineSource"];
  /** To be added to the process's own environment. */
  readonly env: Record<string, string>;
  readonly sites: readonly string[];
  /** The settings the engine works with (`--config-file`), by site. */
  readonly settingsFile: (site: string) => string;
  /** The plugins that offline ones stand in for in this run. */
  readonly offline: readonly OfflinePlugin[];
  readonly places: Places;
}

/** The plugins of others that the program uses; a test holds it against the npm packages. */
export const PLUGINS = ["docker", "command", "cloudflare", "proxmoxve"] as const;

/** What a provider needs before it starts: one of these sets of variables, or these keys in the settings. */
const CREDENTIALS: Record<string, { variables: readonly (readonly string[])[]; setting: RegExp }> = {
  cloudflare: {
    variables: [["CLOUDFLARE_API_TOKEN"], ["CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL"]],
    setting: /^\s*["']?cloudflare:(?:apiToken|apiKey)["']?:/m,
  },
  proxmoxve: {
    variables: [["PROXMOX_VE_API_TOKEN"], ["PROXMOX_VE_USERNAME", "PROXMOX_VE_PASSWORD"], ["PROXMOX_VE_AUTH_TICKET"]],
    setting: /^\s*["']?proxmoxve:(?:apiToken|password|authTicket)["']?:/m,
  },
};

/**
 * Makes sure that everything the engine needs is there, and says how to run it. When nothing changed since the last time it
 * only looks at the times of some files.
 *
 * @throws ExpectedError one sentence for what it cannot do
 */
export async function setUp(options: SetupOptions = {}): Promise<EngineEnvironment> {
  const env = options.env ?? process.env;
  const places = placesOf(options.root ?? checkout(), env);
  const facts = factsOf(places, env);
  keepEngineLogOff(places);
  let result = options.retry === true ? undefined : readStamp(places.stamp, facts);
  if (result === undefined) {
    const { runSteps } = await import("./steps.ts");
    const { onlineProbe } = await import("./online.ts");
    const say = options.say ?? ((sentence: string) => process.stderr.write(`${sentence}\n`));
    const context: SetupContext = { places, env, retry: options.retry ?? false, say, online: onlineProbe() };
    result = await runSteps(context, facts);
  }
  return engineEnvironment(places, env, result, options.plugins ?? "real");
}

function engineEnvironment(
  places: Places,
  env: NodeJS.ProcessEnv,
  result: SetupResult,
  choice: NonNullable<SetupOptions["plugins"]>,
): EngineEnvironment {
  const offline = result.plugins.flatMap(({ name, version, real }): OfflinePlugin[] => {
    if (!real || choice === "offline") return [{ name, version }];
    const lacks = choice === "preview" ? lackedCredentials(name, places, env, result.sites) : undefined;
    return lacks === undefined ? [] : [{ name, version, lacks }];
  });
  const path = [
    places.bin,
    ...offline.map(({ name }) => offlineFolder(places, name)),
    result.languageHost,
    ...(env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== places.bin),
  ];
  return {
    pulumi: result.pulumi,
    engineVersion: result.engineVersion,
    engineSource: result.engineSource,
    env: {
      ...baseEnvironment(places, env),
      PATH: path.join(delimiter),
      // An import reads what exists, which an offline plugin cannot: the program then leaves the imports of that plugin out.
      ...(choice === "offline" ? { HOMELAB_OFFLINE_PLUGINS: "all" } : {}),
      ...(choice === "offline" || offline.length === 0 ? {} : { HOMELAB_OFFLINE_PLUGINS: offline.map(({ name }) => name).join(",") }),
      // Saves the engine six seconds of downloads that cannot work.
      ...(result.plugins.some(({ real }) => !real) ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
    },
    sites: result.sites,
    settingsFile: (site) => settingsCopy(places, site),
    offline,
    places,
  };
}

/** The variables that a plugin needs and that are not set, in words; undefined when something opens it, or it needs nothing. */
function lackedCredentials(name: string, places: Places, env: NodeJS.ProcessEnv, sites: readonly string[]): string | undefined {
  const needed = CREDENTIALS[name];
  if (needed === undefined) return undefined;
  if (needed.variables.some((set) => set.every((variable) => (env[variable] ?? "") !== ""))) return undefined;
  if (sites.some((site) => needed.setting.test(readFileSync(settingsCopy(places, site), "utf8")))) return undefined;
  return needed.variables[0]?.join(" and ");
}

/** What the result depends on besides files; secrets only by whether they are there. */
function factsOf(places: Places, env: NodeJS.ProcessEnv): string[] {
  mkdirSync(places.homelab, { recursive: true });
  return [
    places.root,
    places.cache,
    process.version,
    backendUrl(places, env),
    personalPulumiHome(env),
    String(bringsPassphrase(env)),
    findOnPath("pulumi", env, [places.bin]) ?? "no pulumi on PATH",
    ...PLUGINS.map((name) => pluginOnPath(name, env, places) ?? `no ${name} on PATH`),
    ...sitesOf(places.root).map((site) => trackedSettings(places.root, site)),
  ];
}
