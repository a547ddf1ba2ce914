import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pLimit from "p-limit";
import { previewSite, type SitePreview } from "../preview/run.ts";
import type { EngineEnvironment } from "../setup/set-up.ts";
import { settingsCopy, sitesOf, trackedSettings } from "../setup/settings.ts";
import { makeStacks, projectName, stackFile } from "../setup/stacks.ts";

/** A preview waits for its own processes half of the time, so this many keep two cores busy. */
const AT_ONCE = 3;

/** Limits how many previews run side by side, over everything that is reviewed. */
export const previews = pLimit(AT_ONCE);

/** How a revision is rendered. */
export interface RenderingOptions {
  /** The policy pack that judges it: an absolute path. */
  readonly pack: string;
  /** Variables that choose another backend than the configured one: {@link emptyBackend}. @default none */
  readonly backend?: Readonly<Record<string, string>>;
}

/**
 * Previews every site of a checkout. The engine, the offline plugins and the passphrase are this checkout's; program,
 * provider, data and settings are those of `root`.
 */
export async function renderSites(root: string, ready: EngineEnvironment, options: RenderingOptions): Promise<Map<string, SitePreview>> {
  const sites = sitesOf(root);
  const folder = await mkdtemp(join(ready.places.homelab, "review-settings-"));
  try {
    const there: EngineEnvironment = {
      ...ready,
      places: { ...ready.places, root },
      settingsFile: (site) => join(folder, `Pulumi.${site}.yaml`),
    };
    for (const site of sites) writeFileSync(there.settingsFile(site), settingsText(root, ready, site), { mode: 0o600 });
    const rendered = await Promise.all(
      sites.map((site) => previews(() => previewSite(site, there, { policy: true, pack: options.pack, env: options.backend ?? {} }))),
    );
    return new Map(rendered.map((preview) => [preview.site, preview]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tracked settings of the revision with the salt of this checkout's stack, without which the engine makes a new one. */
function settingsText(root: string, { places }: EngineEnvironment, site: string): string {
  const text = readFileSync(trackedSettings(root, site), "utf8");
  const copy = settingsCopy(places, site);
  const salt = existsSync(copy) ? /^encryptionsalt:.*$/m.exec(readFileSync(copy, "utf8"))?.[0] : undefined;
  return salt === undefined || /^encryptionsalt:/m.test(text) ? text : `${text.trimEnd()}\n${salt}\n`;
}

/** A backend whose stacks hold nothing. A preview changes no state, so it is made once and kept. */
export async function emptyBackend(ready: EngineEnvironment, sites: readonly string[]): Promise<{ PULUMI_BACKEND_URL: string }> {
  const folder = join(ready.places.homelab, "review");
  mkdirSync(folder, { recursive: true });
  const PULUMI_BACKEND_URL = pathToFileURL(join(folder, "state")).href;
  const project = projectName(ready.places.root);
  const missing = [...new Set(sites)].filter((site) => !existsSync(stackFile(PULUMI_BACKEND_URL, project, site) ?? ""));
  if (missing.length > 0) {
    await makeStacks(ready.pulumi, { ...ready.env, PULUMI_BACKEND_URL }, { ...ready.places, project: join(folder, "project") }, missing);
  }
  return { PULUMI_BACKEND_URL };
}
