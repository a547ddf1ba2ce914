import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "./places.ts";

const SETTINGS = /^Pulumi\.([A-Za-z0-9_.-]+)\.yaml$/;

/** The sites: one for each tracked `Pulumi.<site>.yaml`, in alphabetical order. */
export function sitesOf(root: string): string[] {
  return readdirSync(root)
    .map((name) => SETTINGS.exec(name)?.[1])
    .filter((site) => site !== undefined)
    .sort();
}

/** The tracked settings of a site. */
export function trackedSettings(root: string, site: string): string {
  return join(root, `Pulumi.${site}.yaml`);
}

/** The copy the engine works with; it writes a salt into it. */
export function settingsCopy(places: Places, site: string): string {
  return join(places.settings, `Pulumi.${site}.yaml`);
}

/** Keys the engine writes for itself; tracked settings never carry them. */
const ENGINE_KEYS = ["encryptionsalt", "encryptedkey", "secretsprovider"];

/**
 * Brings the copy up to date with the tracked settings. What the engine wrote stays, and so does what a person set in
 * the copy with `npm run pulumi -- config set`; `salt` is used when the copy has none.
 */
export async function syncSettings(places: Places, site: string, salt?: string): Promise<void> {
  const texts = textsOf(places, site);
  const { tracked, base, copy } = texts;
  if (copy !== undefined && base === tracked && (salt === undefined || /^encryptionsalt:/m.test(copy))) return;
  const merged = await mergedTexts(texts, salt);
  const { stringify } = await import("yaml");
  mkdirSync(places.settings, { recursive: true });
  replace(settingsCopy(places, site), stringify(merged));
  replace(baseFile(places, site), tracked);
}

async function mergedTexts({ tracked, base, copy }: Texts, salt?: string): Promise<Document> {
  // Loaded here only: setup that is done must not pay for a YAML parser.
  const { parse } = await import("yaml");
  const document = (text: string | undefined) => (parse(text ?? "") ?? {}) as Document;
  return mergeSettings(document(tracked), document(base), document(copy), salt);
}

/** The salt that the engine wrote into a file of settings; undefined without one, or without the file. */
export function saltOf(file: string): string | undefined {
  return /^encryptionsalt:\s*(\S+)/m.exec(read(file) ?? "")?.[1];
}

/** The tracked settings that the copy was made from. */
function baseFile(places: Places, site: string): string {
  return join(places.settings, `.${site}.tracked`);
}

interface Texts {
  readonly tracked: string;
  readonly base: string | undefined;
  readonly copy: string | undefined;
}

function textsOf(places: Places, site: string): Texts {
  return {
    tracked: readFileSync(trackedSettings(places.root, site), "utf8"),
    base: read(baseFile(places, site)),
    copy: read(settingsCopy(places, site)),
  };
}

export interface Document {
  config?: Record<string, unknown> | null;
  [key: string]: unknown;
}

/**
 * Three-way: today's tracked settings, with every configuration value that the copy has and the tracked settings it was
 * made from had not.
 */
export function mergeSettings(tracked: Document, base: Document, copy: Document, salt?: string): Document {
  const merged: Document = { ...tracked };
  for (const key of ENGINE_KEYS) {
    if (copy[key] !== undefined) merged[key] = copy[key];
  }
  if (salt !== undefined) merged["encryptionsalt"] ??= salt;
  const own = Object.entries(copy.config ?? {}).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(base.config?.[key]));
  if (own.length > 0) merged.config = { ...tracked.config, ...Object.fromEntries(own) };
  return merged;
}

function replace(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, path);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
