import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Checkout, repository } from "../../../tests/support/checkout.ts";
import type { EngineEnvironment } from "../../../setup/set-up.ts";
import { setUp } from "../../../setup/set-up.ts";
import { countResources, createStack, preview, type PreviewRun } from "../engine.ts";
import type { BenchCase } from "../rounds.ts";
import { writeBareProject } from "./bare.ts";
import { generateSite } from "./generated.ts";

/** The policy pack of a checkout, as `--policy-pack` takes it. */
const pack = "policy/pulumi-analyzer-homelab";
/** How many services the generated sites have. */
const sizes = [10, 100] as const;

/** The preview bench's cases, and what has to be thrown away after it. */
export interface PreviewBench extends AsyncDisposable {
  readonly cases: readonly BenchCase[];
  /** Resources of each generated site, the stack included; its bare counterpart has as many. */
  readonly resources: ReadonlyMap<number, number>;
  readonly offline: readonly string[];
}

/**
 * Prepares: the empty program with and without a compile cache, every site with and without the pack, generated sites,
 * and as many bare resources of a provider that does nothing.
 */
export async function previewBench(progress: (text: string) => void): Promise<PreviewBench> {
  const engine = await setUp({ plugins: "preview" });
  const trash: (() => Promise<unknown>)[] = [];
  const cases: BenchCase[] = [];
  const add = (name: string, run: PreviewRun, of: EngineEnvironment = engine): void => {
    cases.push({ name, run: () => preview(of, run) });
  };

  const folder = await mkdtemp(path.join(tmpdir(), "homelab-bench-"));
  trash.push(() => rm(folder, { recursive: true, force: true }));
  await writeBareProject(folder, repository);
  const own = await createStack(engine, folder, "bare");
  const bare = (count: number, env: PreviewRun["env"] = {}): PreviewRun => ({
    folder,
    stack: "bare",
    env: { ...own, BARE_RESOURCES: String(count), ...env },
  });
  add("empty program (floor)", bare(0, { NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: "1" }));
  add("empty program, compile cache", bare(0));

  for (const site of engine.sites) {
    const run: PreviewRun = { folder: repository, stack: site, env: {}, settingsFile: engine.settingsFile(site) };
    add(site, run);
    add(`${site} with the pack`, { ...run, policyPack: path.join(repository, pack) });
  }

  const resources = new Map<number, number>();
  for (const size of sizes) {
    progress(`generating a site of ${size} services`);
    const checkout = await Checkout.create();
    trash.push(() => checkout[Symbol.asyncDispose]());
    await generateSite(checkout.root, size);
    const generated = await setUp({ root: checkout.root, plugins: "preview" });
    const run: PreviewRun = { folder: checkout.root, stack: "saturn", env: {}, settingsFile: generated.settingsFile("saturn") };
    const count = await countResources(generated, run);
    resources.set(size, count);
    add(`${size} services`, run, generated);
    add(`${count} bare resources`, bare(count - 2));
  }
  return {
    cases,
    resources,
    offline: engine.offline.map(({ name }) => name),
    [Symbol.asyncDispose]: async () => {
      for (const discard of trash) await discard();
    },
  };
}
