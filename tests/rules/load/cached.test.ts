import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Inventory } from "../../../src/inventory/inventory.ts";
import { loadInventoryCached } from "../../../src/rules/load/cached.ts";
import { loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import { ProblemError } from "../../../compose/problem.ts";
import { Fleet } from "../../inventory/support/fleet.ts";

const cacheHome = mkdtempSync(join(tmpdir(), "homelab-cache-"));
vi.stubEnv("XDG_CACHE_HOME", cacheHome);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cacheHome, { recursive: true, force: true });
});

const cacheOf = (fleet: Fleet) => {
  const digest = createHash("sha256").update(realpathSync(fleet.root)).digest("hex").slice(0, 32);
  return join(cacheHome, "homelab", "checkouts", digest, "inventory.json");
};

/** An inventory as plain data, with what `placeOf` says for every path of every document. */
function flat(inventory: Inventory): unknown {
  const nodes = [...inventory.nodes.values()].map((node) => ({
    ...node,
    deployments: node.deployments.map(({ resolved, ...rest }) => {
      const { document, extended, variables, warnings } = resolved;
      const places = paths(document, []).map((path) => [path, resolved.placeOf(path), resolved.placeOf([...path, "none"])]);
      return { ...rest, document, extended, variables, warnings, places };
    }),
  }));
  return { ...inventory, nodes };
}

function paths(value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) => paths(item, [...path, Array.isArray(value) ? Number(key) : key]));
  return [path, ...inner];
}

/** A fleet whose inventory is kept, with a mark in the cache by which its use is seen. */
async function keptFleet(): Promise<Fleet> {
  const fleet = new Fleet();
  await loadInventoryCached(fleet.root);
  const kept = readFileSync(cacheOf(fleet), "utf8");
  const marked = kept.replaceAll('"description":"The control node."', '"description":"from the cache"');
  expect(marked).not.toBe(kept);
  writeFileSync(cacheOf(fleet), marked);
  return fleet;
}

const isFromCache = (inventory: Inventory) => inventory.nodes.get("HUB")?.topology.description === "from the cache";

describe("the kept inventory", () => {
  it("lies outside the checkout, in a folder that only this account can read", async () => {
    const fleet = new Fleet();
    await loadInventoryCached(fleet.root);
    expect(statSync(dirname(cacheOf(fleet))).mode & 0o777).toBe(0o700);
    expect(statSync(cacheOf(fleet)).mode & 0o777).toBe(0o600);
    expect(existsSync(fleet.path(".homelab"))).toBe(false);
  });

  it("is not believed once others may write to its folder", async () => {
    const fleet = await keptFleet();
    expect(isFromCache(await loadInventoryCached(fleet.root))).toBe(true);
    chmodSync(dirname(cacheOf(fleet)), 0o770);
    expect(isFromCache(await loadInventoryCached(fleet.root))).toBe(false);
  });

  it("is not believed when the cache folder lies in the checkout", async () => {
    const fleet = new Fleet();
    const digest = createHash("sha256").update(realpathSync(fleet.root)).digest("hex").slice(0, 32);
    vi.stubEnv("XDG_CACHE_HOME", fleet.path(".cache"));
    await loadInventoryCached(fleet.root);
    vi.stubEnv("XDG_CACHE_HOME", cacheHome);
    expect(existsSync(fleet.path(`.cache/homelab/checkouts/${digest}/inventory.json`))).toBe(false);
  });

  it("of a checkout that is gone is removed when another one comes", async () => {
    const gone = new Fleet();
    await loadInventoryCached(gone.root);
    const kept = dirname(cacheOf(gone));
    rmSync(gone.root, { recursive: true });
    await loadInventoryCached(new Fleet().root);
    expect(existsSync(kept)).toBe(false);
  });

  it("is the same as the one that was read, places included", async () => {
    const fleet = new Fleet();
    const first = await loadInventoryCached(fleet.root);
    expect(existsSync(cacheOf(fleet))).toBe(true);
    const second = await loadInventoryCached(fleet.root);
    expect(second).not.toBe(first);
    expect(flat(second)).toEqual(flat(first));
    expect(flat(second)).toEqual(flat(loadInventoryOrThrow(fleet.root)));
  });

  it("is taken as long as nothing has changed", async () => {
    const fleet = await keptFleet();
    expect(isFromCache(await loadInventoryCached(fleet.root))).toBe(true);
  });

  it("is not taken when any file that was read has changed by a byte", async () => {
    const fleet = await keptFleet();
    const files = (readdirSync(fleet.root, { recursive: true }) as string[]).filter(
      (file) => !file.startsWith(".homelab") && statSync(join(fleet.root, file)).isFile(),
    );
    expect(files.length).toBeGreaterThan(40);
    const kept = readFileSync(cacheOf(fleet), "utf8");
    for (const file of files) {
      const text = fleet.read(file);
      fleet.append(file, "#\n");
      const taken = await loadInventoryCached(fleet.root).then(isFromCache);
      expect([file, taken]).toEqual([file, false]);
      fleet.write(file, text);
      writeFileSync(cacheOf(fleet), kept);
      if (file.endsWith("env.example")) expect(isFromCache(await loadInventoryCached(fleet.root))).toBe(true);
    }
  });

  it("is not taken when a file or folder has come or gone", async () => {
    const added = (await keptFleet()).write("services/broker/files/new.conf", "x\n");
    expect((await loadInventoryCached(added.root)).nodes.get("EDGE")?.deployments[0]?.files).toHaveLength(3);
    const gone = (await keptFleet()).remove("services/broker/files/notes");
    expect((await loadInventoryCached(gone.root)).nodes.get("EDGE")?.deployments[0]?.files).toHaveLength(1);
    const misspelt = (await keptFleet()).write("hosts/hub/runtime/forge/docker-compose.overide.yml", "services: {}\n");
    await expect(loadInventoryCached(misspelt.root)).rejects.toThrow(/nothing reads this file/);
    const folder = (await keptFleet()).write("hosts/attic/services.yaml", "");
    await expect(loadInventoryCached(folder.root)).rejects.toThrow(/belongs to no node/);
  });

  it("is not taken when a script is no longer executable", async () => {
    const fleet = await keptFleet();
    chmodSync(fleet.path("services/web/healthcheck.sh"), 0o644);
    await expect(loadInventoryCached(fleet.root)).rejects.toThrow(/healthcheck\.sh: the script is not executable/);
  });

  it.each([
    ["is cut off", (text: string) => text.slice(0, 1000)],
    ["was made by another model", (text: string) => text.replace(/"model":"[^"]+"/, '"model":"other"')],
    ["is empty", () => ""],
  ])("is not taken when it %s, and is made anew", async (_, change) => {
    const fleet = await keptFleet();
    writeFileSync(cacheOf(fleet), change(readFileSync(cacheOf(fleet), "utf8")));
    expect(isFromCache(await loadInventoryCached(fleet.root))).toBe(false);
    expect(flat(await loadInventoryCached(fleet.root))).toEqual(flat(loadInventoryOrThrow(fleet.root)));
  });

  it("is never one with problems", async () => {
    const fleet = new Fleet().remove("services/web/README.md");
    await expect(loadInventoryCached(fleet.root)).rejects.toThrow(ProblemError);
    expect(existsSync(cacheOf(fleet))).toBe(false);
  });

  it("may stand elsewhere, and where it cannot be written the inventory is right without it", async () => {
    const fleet = new Fleet().write("elsewhere/file", "not a folder\n");
    expect((await loadInventoryCached(fleet.root, { cacheFile: fleet.path("kept.json") })).nodes.size).toBe(4);
    expect(existsSync(fleet.path("kept.json"))).toBe(true);
    expect((await loadInventoryCached(fleet.root, { cacheFile: fleet.path("elsewhere/file/kept.json") })).nodes.size).toBe(4);
    expect(existsSync(cacheOf(fleet))).toBe(false);
  });
});
