import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Inventory } from "../inventory.ts";
import { ProblemError } from "../problem.ts";
import { Checkout } from "./checkout.ts";
import { restoreSnapshot, takeSnapshot, type InventorySnapshot } from "./snapshot.ts";

// An `import` of it would read every member, WebCrypto included: ten milliseconds at every start.
const { createHash } = process.getBuiltinModule("node:crypto");

/** What is kept: who made it, from what, and the inventory. */
interface CacheFile {
  /** Digest of the model's own sources and of the libraries that it reads YAML with. */
  readonly model: string;
  readonly observed: readonly (readonly [string, string])[];
  readonly inventory: InventorySnapshot;
}

export interface CacheOptions {
  /** The file that keeps the inventory between runs. @default `.homelab/cache/inventory.json` of the checkout */
  readonly cacheFile?: string;
}

/**
 * `loadInventoryOrThrow` for programs that start often. Reading and checking everything takes a third of a second, most
 * of it for loading the parsers; when every file and folder that was read the last time is the same to the byte, and
 * this model is, the inventory of that time is taken. An inventory with problems is never kept.
 * @param root The checkout's folder.
 * @throws ProblemError with every problem.
 */
export async function loadInventoryCached(root: string, options: CacheOptions = {}): Promise<Inventory> {
  const cacheFile = options.cacheFile ?? join(root, ".homelab", "cache", "inventory.json");
  const model = modelDigest();
  const kept = readCache(cacheFile);
  if (kept?.model === model && new Checkout(root).answersAs(kept.observed)) return restoreSnapshot(root, kept.inventory);
  const { loadFrom } = await import("./index.ts");
  const checkout = new Checkout(root);
  const { inventory, problems } = loadFrom(checkout);
  if (inventory === undefined) throw new ProblemError(problems);
  writeCache(cacheFile, { model, observed: [...checkout.observed], inventory: takeSnapshot(inventory) });
  return inventory;
}

function readCache(path: string): CacheFile | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as CacheFile;
  } catch {
    // Not there, or cut off by a full disk: it is made anew.
    return undefined;
  }
}

/** Written beside and renamed, so that a run that is killed leaves no half of it. A read-only checkout has no cache. */
function writeCache(path: string, content: CacheFile): void {
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, JSON.stringify(content));
    renameSync(beside, path);
  } catch {
    // The inventory is right without it.
  }
}

function modelDigest(): string {
  const folder = join(import.meta.dirname, "..");
  const require = createRequire(import.meta.url);
  const libraries = ["yaml", "zod"].map((name) => require.resolve(`${name}/package.json`));
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts")).sort();
  const hash = createHash("sha256").update(process.version);
  for (const file of [...libraries, ...sources.map((source) => join(folder, source))]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("base64");
}
