import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { wantedPlugins } from "../../setup/plugins.ts";
import { sha256 } from "./canonical.ts";

/** By name: the engine, Node.js, the program, the installed packages and the plugins, `offline` for one that stands in. */
export type Versions = Readonly<Record<string, string>>;

/** What would do the work, on this machine. */
export function versionsOf(ready: EngineEnvironment): Versions {
  const { root } = ready.places;
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const offline = new Set(ready.offline.map(({ name }) => name));
  const plugins = wantedPlugins(root).map(
    ({ name, version: plugin }) => [`plugin ${name}`, offline.has(name) ? `${plugin} offline` : plugin] as const,
  );
  return {
    engine: ready.engineVersion,
    node: process.versions.node,
    program: version,
    packages: sha256(readFileSync(join(root, "package-lock.json"))).slice(0, 16),
    ...Object.fromEntries(plugins),
  };
}
