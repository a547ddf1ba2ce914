import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "./places.ts";
import type { Plugin } from "./plugins.ts";

/** The folder that, on PATH, makes the offline plugin stand in for this one. */
export function offlineFolder(places: Places, name: string): string {
  return join(places.offline, name);
}

/** Writes the executables of the offline plugins: three lines each, which start the one provider that stands in for all. */
export function writeOfflinePlugins(places: Places, plugins: readonly Plugin[]): void {
  const serve = JSON.stringify(join(places.root, "provider", "offline", "serve.ts"));
  for (const { name, version } of plugins) {
    const folder = offlineFolder(places, name);
    const path = join(folder, `pulumi-resource-${name}`);
    const text = `#!/usr/bin/env node
import { serveOffline } from ${serve};
serveOffline({ name: ${JSON.stringify(name)}, version: ${JSON.stringify(version)} });
`;
    if (read(path) === text) continue;
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }
  // Node decides by the nearest package.json whether a file without an extension is a module.
  const marker = join(places.offline, "package.json");
  const text = `${JSON.stringify({ type: "module" })}\n`;
  if (read(marker) !== text) writeFileSync(marker, text);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
