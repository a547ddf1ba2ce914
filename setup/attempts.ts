import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Places } from "./places.ts";
import type { Plugin } from "./plugins.ts";

/** The plugins (`name version`) that could not be had before: they are asked for again only with `--retry`. */
export function attemptedPlugins(places: Places): string[] {
  try {
    return JSON.parse(readFileSync(file(places), "utf8")) as string[];
  } catch {
    return [];
  }
}

/** Remembers what was asked for. */
export function rememberAttempt(places: Places, plugins: readonly Plugin[]): void {
  mkdirSync(dirname(file(places)), { recursive: true });
  writeFileSync(file(places), `${JSON.stringify(plugins.map(({ name, version }) => `${name} ${version}`))}\n`);
}

function file(places: Places): string {
  return join(places.homelab, "plugins-asked.json");
}
