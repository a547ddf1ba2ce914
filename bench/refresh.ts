/** `npm run bench -- refresh`: what it costs to ask a node whether it is as declared, with 5 to 100 projects on it. */
import { loadavg } from "node:os";
import { refreshCases } from "./refresh/cases.ts";
import { ComposeProjects } from "./refresh/projects.ts";
import { roundTrips } from "./refresh/round-trips.ts";
import { RefreshSite } from "./refresh/site.ts";
import { refreshTable, type Measured } from "./refresh/table.ts";
import { measureRounds, type Timing } from "./rounds.ts";

/** How many projects of two services the node has. */
const sizes = [5, 20, 50, 100] as const;

/** Runs the bench and returns what to print, and every sample. Needs root, since the node gets an engine of its own. */
export async function benchRefresh(rounds: number, progress: (text: string) => void): Promise<{ table: string; timings: Timing[] }> {
  progress("starting a node");
  await using site = await RefreshSite.start();
  const compose = await ComposeProjects.on(site.node);
  const measured: Measured[] = [];
  let started = 0;
  for (const projects of sizes) {
    await compose.start(started, projects, progress);
    started = projects;
    progress(`${projects} projects: program and state`);
    await site.declare(projects);
    const before = loadavg()[0] ?? Number.NaN;
    const timings = await measureRounds(refreshCases(site, compose, projects), rounds, (text) => progress(`${projects} projects, ${text}`));
    progress(`${projects} projects: round trips by ssh`);
    const trips = await roundTrips(site, rounds);
    measured.push({ projects, timings, trips, load: [before, loadavg()[0] ?? Number.NaN] });
  }
  const timings = measured.flatMap((one) => one.timings.map((timing) => ({ ...timing, name: `${one.projects} projects: ${timing.name}` })));
  return { table: refreshTable(measured), timings };
}
