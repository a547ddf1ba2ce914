import type { BenchCase } from "../rounds.ts";
import type { ComposeProjects } from "./projects.ts";
import { MEMORY, projectName } from "./projects.ts";
import type { RefreshSite } from "./site.ts";

/** The cases at one number of projects, by the names that the table looks for. */
export const names = {
  floor: "empty program (floor)",
  cached: "empty program, compile cache",
  bare: "preview of as many resources that do nothing",
  preview: "npm run pulumi -- preview",
  inSync: "npm run pulumi -- preview --refresh, in sync",
  drift: "npm run pulumi -- preview --refresh, one drift",
  alonePreview: "pulumi preview, started alone",
  aloneInSync: "pulumi preview --refresh, started alone, in sync",
  dryRun: "docker compose up --dry-run, each project",
  inspect: "docker inspect of all",
} as const;

/** So many runs of Docker Compose stand for one a project: each takes the same time. */
export const DRY_RUNS = 5;

/** Takes the drift of one size away, which would still be there at the next one. */
export async function undoDrift(site: RefreshSite, count: number): Promise<void> {
  await setMemory(site, count, MEMORY);
}

async function setMemory(site: RefreshSite, count: number, bytes: number): Promise<void> {
  await site.node.docker("update", "--memory", String(bytes), "--memory-swap", String(2 * bytes), projectName(count >> 1));
}

/** @param count how many projects there are, at least {@link DRY_RUNS} */
export function refreshCases(site: RefreshSite, compose: ComposeProjects, count: number): BenchCase[] {
  const memory = (bytes: number) => () => setMemory(site, count, bytes);
  const silent = (...args: readonly string[]) => site.command("--expect-no-changes", ...args);
  return [
    { name: names.floor, run: () => site.bare(0, false) },
    { name: names.cached, run: () => site.bare(0, true) },
    { name: names.bare, run: () => site.bare(count + 1, true) },
    { name: names.preview, run: () => silent() },
    { name: names.inSync, prepare: memory(MEMORY), run: () => silent("--refresh") },
    { name: names.alonePreview, run: () => site.preview("--expect-no-changes") },
    { name: names.aloneInSync, prepare: memory(MEMORY), run: () => site.preview("--expect-no-changes", "--refresh") },
    {
      name: names.drift,
      prepare: memory(2 * MEMORY),
      run: async () => {
        const said = await site.command("--refresh");
        if (!said.includes("~ 1 to update")) throw new Error(`one drift was to be found, not:\n${said}`);
      },
    },
    { name: names.dryRun, run: () => compose.dryRun(DRY_RUNS) },
    {
      name: names.inspect,
      run: async () => {
        const ids = (await site.node.docker("ps", "--all", "--quiet", "--no-trunc")).split("\n");
        await site.node.docker("inspect", ...ids);
      },
    },
  ];
}
