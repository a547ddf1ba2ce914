import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Places } from "../../setup/places.ts";
import { mergeSettings, settingsCopy, trackedSettings } from "../../setup/settings.ts";

/** The settings of a site, or why only the engine can tell them. */
export type SiteSettings = { readonly settings: Readonly<Record<string, string>> } | { readonly engineNeeded: string };

interface Document {
  readonly config?: Readonly<Record<string, unknown>> | null;
}

/**
 * The settings that the engine would give to a site's program: those in git, with what a person set in the copy of this
 * checkout. Two things are the engine's alone: it has the key of what is encrypted, and it makes default providers.
 */
export function siteSettings(places: Places, site: string): SiteSettings {
  const read = (file: string): Document => (existsSync(file) ? ((parse(readFileSync(file, "utf8")) as Document | null) ?? {}) : {});
  const base = join(places.settings, `.${site}.tracked`);
  const { config } = mergeSettings({ ...read(trackedSettings(places.root, site)) }, { ...read(base) }, { ...read(settingsCopy(places, site)) }) as Document;
  const entries = Object.entries(config ?? {});
  const encrypted = entries.find(([, value]) => JSON.stringify(value).includes('"secure":'));
  if (encrypted !== undefined) return { engineNeeded: `the setting ${encrypted[0]} is encrypted` };
  const settings = Object.fromEntries(entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
  if (settings["pulumi:disable-default-providers"] !== '["*"]') return { engineNeeded: "default providers are not disabled" };
  return { settings };
}
