/** `npm run bench -- refresh`: what it costs to ask a node whether it is as declared, with 5 to 100 projects on it. */
import { loadavg } from "node:os";
import { DRY_RUNS, names, refreshCases, undoDrift } from "./refresh/cases.ts";
import { ComposeProjects } from "./refresh/projects.ts";
import { roundTrips } from "./refresh/round-trips.ts";
import { RefreshSite } from "./refresh/site.ts";
import { refreshTable, type Measured } from "./refresh/table.ts";
import { measureRounds, type Timing } from "./rounds.ts";

/** How many projects of two services the node has. */
const sizes = [5, 20, 50, 100] as const;

/** Runs the bench and returns what to print, and every sample. Needs root, since the node gets an engine of its own. */
export async function benchRefresh(rounds: number, progress: (text: string) => void): Promise<{ table: string; timings: Timing[] }> {
  const measured: Measured[] = [];
  for await (const one of measureSizes(rounds, progress)) measured.push(one);
  const timings = measured.flatMap((one) => one.timings.map((timing) => ({ ...timing, name: `${one.projects} projects: ${timing.name}` })));
  return { table: refreshTable(measured), timings };
}

/** Measures one number of projects after the other on one node, and gives each result as soon as it is there. */
export async function* measureSizes(rounds: number, progress: (text: string) => void): AsyncGenerator<Measured> {
  progress("starting a node");
  await using site = await RefreshSite.start();
  const compose = await ComposeProjects.on(site.node);
  let started = 0;
  for (const projects of sizes) {
    await compose.start(started, projects, progress);
    started = projects;
    progress(`${projects} projects: program and state`);
    await site.declare(projects);
    const before = loadavg()[0] ?? Number.NaN;
    const timings = await measureRounds(refreshCases(site, compose, projects), rounds, (text) => progress(`${projects} projects, ${text}`));
    await undoDrift(site, projects);
    progress(`${projects} projects: round trips by ssh`);
    const trips = await roundTrips(site, rounds);
    const whole = timings.map((timing) => (timing.name === names.dryRun ? multiplied(timing, projects / DRY_RUNS) : timing));
    yield { projects, timings: whole, trips, load: [before, loadavg()[0] ?? Number.NaN] };
  }
}

function multiplied({ name, median, fastest, slowest, samples }: Timing, factor: number): Timing {
  return {
    name,
    median: median * factor,
    fastest: fastest * factor,
    slowest: slowest * factor,
    samples: samples.map((sample) => sample * factor),
  };
}
