import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Inventory } from "../../src/inventory/inventory.ts";
import { registryOf } from "./entries.ts";
import { registryPage } from "./page.ts";
import { topologyPicture } from "./picture.ts";

/** What the registry is made of, by its path in the checkout. */
export function registryFiles(inventory: Inventory): Readonly<Record<string, string>> {
  const sites = registryOf(inventory);
  return { "docs/registry.md": registryPage(sites), "docs/pictures/topology.svg": topologyPicture(sites) };
}

/** The files that are not as the data say. */
export function outdated(root: string, files: Readonly<Record<string, string>>): string[] {
  return Object.keys(files).filter((file) => read(join(root, file)) !== files[file]);
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
