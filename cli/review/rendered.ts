import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pLimit from "p-limit";
import { previewSite, type SitePreview } from "../preview/run.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { saltOf, sitesOf, trackedSettings } from "../../setup/settings.ts";
import { makeStacks, projectName, stackFile } from "../../setup/stacks.ts";

/** A preview waits for its own processes half of the time, so this many keep two cores busy. */
const AT_ONCE = 3;

/** Limits how many previews run side by side, over everything that is reviewed. */
export const previews = pLimit(AT_ONCE);

/** How a revision is rendered. */
export interface RenderingOptions {
  /** The policy pack that judges it: an absolute path. */
  readonly pack: string;
  /** Another backend than the configured one. @default none */
  readonly backend?: Backend;
  /** Variables of the engine and of the program besides. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** A backend with the variables that choose it, and the folder of the settings that its stacks were made with. */
export interface Backend {
  readonly env: Readonly<Record<string, string>>;
  readonly settings: string;
}

/**
 * Previews every site of a checkout. The engine and the offline plugins are this checkout's; program, provider, data
 * and settings are those of `root`.
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
    for (const site of sites) writeFileSync(there.settingsFile(site), settingsText(root, site, options.backend?.settings), { mode: 0o600 });
    const rendered = await Promise.all(
      sites.map((site) =>
        previews(() => previewSite(site, there, { policy: true, pack: options.pack, env: { ...options.env, ...options.backend?.env } })),
      ),
    );
    return new Map(rendered.map((preview) => [preview.site, withoutRoot(preview, root)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folder has another name every time, and says nothing to a reader. */
function withoutRoot(preview: SitePreview, root: string): SitePreview {
  const clean = (texts: readonly string[]) => texts.map((text) => text.replaceAll(`${root}/`, ""));
  return { ...preview, plan: { ...preview.plan, errors: clean(preview.plan.errors), warnings: clean(preview.plan.warnings) } };
}

/**
 * The tracked settings of the revision with the salt of the backend's stack, which belongs to its passphrase. Without one the
 * engine takes that of the state; the copies of this checkout may be of another passphrase.
 */
function settingsText(root: string, site: string, settings: string | undefined): string {
  const text = readFileSync(trackedSettings(root, site), "utf8");
  const copy = join(settings ?? "", `Pulumi.${site}.yaml`);
  const salt = settings === undefined ? undefined : saltOf(copy);
  return salt === undefined || /^encryptionsalt:/m.test(text) ? text : `${text.trimEnd()}\nencryptionsalt: ${salt}\n`;
}

/**
 * A backend whose stacks hold nothing. A preview changes no state, so it is made once and kept. It has a passphrase of its own,
 * which protects nothing: whatever a person uses for theirs may change between two reviews.
 */
export async function emptyBackend(ready: EngineEnvironment, sites: readonly string[]): Promise<Backend> {
  const folder = join(ready.places.homelab, "review-empty");
  const settings = join(folder, "project");
  mkdirSync(folder, { recursive: true });
  const PULUMI_BACKEND_URL = pathToFileURL(join(folder, "state")).href;
  const env = { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE: "nothing is secret here" };
  const project = projectName(ready.places.root);
  const missing = [...new Set(sites)].filter((site) => !existsSync(stackFile(PULUMI_BACKEND_URL, project, site) ?? ""));
  if (missing.length > 0) await makeStacks(ready.pulumi, { ...ready.env, ...env }, { ...ready.places, project: settings }, missing);
  return { env, settings };
}
