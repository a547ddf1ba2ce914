import type { Places } from "../../../setup/places.ts";
import { mergedSettings } from "../../../setup/settings.ts";

/** The settings of a site, or why only the engine can tell them. */
export type SiteSettings = { readonly settings: Readonly<Record<string, string>> } | { readonly engineNeeded: string };

/**
 * The settings that the engine would give to a site's program: those in git, with what a person set in the copy of this
 * checkout. Two things are the engine's alone: it has the key of what is encrypted, and it makes default providers.
 */
export async function siteSettings(places: Places, site: string): Promise<SiteSettings> {
  const { config } = await mergedSettings(places, site);
  const entries = Object.entries(config ?? {});
  const encrypted = entries.find(([, value]) => JSON.stringify(value).includes('"secure":'));
  if (encrypted !== undefined) return { engineNeeded: `the setting ${encrypted[0]} is encrypted` };
  const settings = Object.fromEntries(entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
  if (settings["pulumi:disable-default-providers"] !== '["*"]') return { engineNeeded: "default providers are not disabled" };
  return { settings };
}
