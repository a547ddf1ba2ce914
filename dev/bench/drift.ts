/** `npm run bench -- drift`: what it costs to ask a site for drift, by the engine and by a quick look without it. */
import { DriftSite } from "./drift/site.ts";
import { driftTable, names } from "./drift/table.ts";
import type { Quick } from "./drift/table.ts";
import { ComposeProjects } from "./refresh/projects.ts";
import { measureRounds } from "./rounds.ts";
import type { Timing } from "./rounds.ts";

/** How many projects of two services the node has in a quick look. */
const sizes = [5, 20, 50, 100] as const;
/** The projects of the three sites of an engine run, which `up` makes: the largest first. */
const sites = { saturn: range(0, 8), vps: range(8, 12), chelsty: range(12, 16) };

/** Runs the bench and returns what to print, and every sample. Needs root, since the nodes get engines of their own. */
export async function benchDrift(rounds: number, progress: (text: string) => void): Promise<{ table: string; timings: Timing[] }> {
  const quick = await measureQuick(rounds, progress);
  const engine = await measureSites(rounds, progress);
  const timings = quick.flatMap(({ projects, timings: of }) =>
    of.map((timing) => ({ ...timing, name: `${projects} projects: ${timing.name}` })),
  );
  return { table: driftTable(quick, engine), timings: [...timings, ...engine] };
}

async function measureQuick(rounds: number, progress: (text: string) => void): Promise<Quick[]> {
  progress("starting a node");
  await using site = await DriftSite.start();
  const compose = await ComposeProjects.on(site.node);
  const measured: Quick[] = [];
  let started = 0;
  for (const projects of sizes) {
    await compose.start(started, projects, progress);
    started = projects;
    await site.declare({ saturn: range(0, projects) });
    const ids = await site.containers();
    const cases = [
      { name: names.floor, run: () => site.floor() },
      { name: names.quick, run: () => site.drift("saturn", "--quick", "--json") },
      { name: names.inspect, run: () => site.bareInspect(ids) },
    ];
    measured.push({ projects, timings: await measureRounds(cases, rounds, (text) => progress(`${projects} projects, ${text}`)) });
  }
  return measured;
}

async function measureSites(rounds: number, progress: (text: string) => void): Promise<Timing[]> {
  progress("starting three sites");
  await using site = await DriftSite.start();
  await site.declare(sites);
  for (const name of Object.keys(sites)) {
    progress(`bringing ${name} up`);
    await site.pulumi(name, "up", "--yes", "--skip-preview");
  }
  const cases = [
    { name: names.largest, run: () => site.preview("saturn") },
    { name: names.sites, run: () => site.drift(...Object.keys(sites)) },
  ];
  return await measureRounds(cases, rounds, progress);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
