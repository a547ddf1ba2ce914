import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Inventory } from "../../inventory/inventory.ts";
import { ProblemError } from "../../../compose/problem.ts";
import { Checkout } from "../../inventory/load/checkout.ts";
import { checkoutCache, keep, readKept } from "./kept.ts";
import { restoreSnapshot, takeSnapshot, type InventorySnapshot } from "./snapshot.ts";

/** What is kept: who made it, from what, and the inventory. */
interface CacheFile {
  /** Digest of the model's own sources and of the libraries that it reads YAML with. */
  readonly model: string;
  readonly observed: readonly (readonly [string, string])[];
  readonly inventory: InventorySnapshot;
}

export interface CacheOptions {
  /** The file that keeps the inventory between runs. @default `inventory.json` in the checkout's cache folder */
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
  const folder = options.cacheFile === undefined ? checkoutCache(root) : undefined;
  const cacheFile = options.cacheFile ?? (folder === undefined ? undefined : join(folder, "inventory.json"));
  const model = modelDigest();
  const kept = cacheFile === undefined ? undefined : (readKept(cacheFile) as CacheFile | undefined);
  if (kept?.model === model && (await new Checkout(root).answersAs(kept.observed))) return restoreSnapshot(root, kept.inventory);
  const { loadFrom } = await import("./index.ts");
  const checkout = new Checkout(root);
  const { inventory, problems } = loadFrom(checkout);
  if (inventory === undefined) throw new ProblemError(problems);
  if (cacheFile !== undefined)
    keep(cacheFile, { model, observed: [...checkout.observed], inventory: takeSnapshot(inventory) } satisfies CacheFile);
  return inventory;
}

function modelDigest(): string {
  const root = join(import.meta.dirname, "../../..");
  const require = createRequire(import.meta.url);
  const libraries = ["yaml", "zod"].map((name) => require.resolve(`${name}/package.json`));
  const sources = ["compose", "src/inventory", "src/rules"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(root, folder, file))
      .sort(),
  );
  const hash = createHash("sha256").update(process.version);
  for (const file of [...libraries, ...sources]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("base64");
}
