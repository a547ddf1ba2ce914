/** `npm run bench -- policy`: what the policies cost, all sites at once, and by service as the house grows. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { repository } from "../../tests/support/checkout.ts";
import { setUp } from "../../setup/set-up.ts";
import { createStack, preview } from "./engine.ts";
import { packCase } from "./policy/pack-case.ts";
import { writeBareProject } from "./preview/bare.ts";
import { measureRounds, type BenchCase, type Timing } from "./rounds.ts";

/** How many services the pack is asked about. */
const sizes = [100, 300, 1000] as const;
const floor = "empty program (floor)";
const all = "npm run policy, all sites";
const check = "npm run check, the whole repository";
const onePreview = (site: string): string => `npm run preview -- ${site}`;

/** Runs the bench and returns what to print, and every sample. */
export async function benchPolicy(rounds: number, progress: (text: string) => void): Promise<{ table: string; timings: Timing[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), "homelab-bench-"));
  try {
    const timings = await measureRounds(await cases(folder), rounds, progress);
    return { table: table(timings), timings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cases(folder: string): Promise<BenchCase[]> {
  const engine = await setUp({ plugins: "preview" });
  await writeBareProject(folder, repository);
  const own = await createStack(engine, folder, "bare");
  const env = { ...own, BARE_RESOURCES: "0", NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: "1" };
  return [
    { name: floor, run: () => preview(engine, { folder, stack: "bare", env }) },
    { name: check, run: () => run("check") },
    { name: all, run: () => run("policy") },
    ...engine.sites.map((site) => ({ name: onePreview(site), run: () => run("preview", site) })),
    ...sizes.map((count) => packCase(count)),
  ];
}

function table(timings: readonly Timing[]): string {
  const median = (name: string): number => timings.find((timing) => timing.name === name)?.median ?? Number.NaN;
  const slowest = Math.max(...timings.filter(({ name }) => name.startsWith(onePreview(""))).map((timing) => timing.median));
  const perService = (count: number): number => median(`pack over ${count} services`) / count;
  const targets = [
    { name: `${check} / floor`, ratio: median(check) / median(floor), bound: 0.3 },
    { name: `${all} / the slowest site's preview with the pack`, ratio: median(all) / slowest, bound: 1.5 },
    { name: "per service, 1000 against 100", ratio: perService(1000) / perService(100), bound: 1.3 },
  ];
  return [
    "| case | median ms | range | per service |",
    "|---|---|---|---|",
    ...timings.map(({ name, median: middle, fastest, slowest }) => {
      const count = Number(/over (\d+)/.exec(name)?.[1]);
      const each = Number.isNaN(count) ? "" : `${(middle / count).toFixed(2)} ms`;
      return `| ${name} | ${middle.toFixed(0)} | ${fastest.toFixed(0)}–${slowest.toFixed(0)} | ${each} |`;
    }),
    "",
    "| target | measured | bound | reached |",
    "|---|---|---|---|",
    ...targets.map(({ name, ratio, bound }) => `| ${name} | ${ratio.toFixed(2)} | ≤ ${bound} | ${ratio <= bound ? "yes" : "**no**"} |`),
  ].join("\n");
}

/** What `npm run …` runs, without npm itself. */
async function run(...args: readonly string[]): Promise<void> {
  await execa(process.execPath, [path.join(repository, "cli/start.mjs"), ...args], { cwd: repository, stdin: "ignore" });
}
