import type { Timing } from "../rounds.ts";

/** The cases by the names that the table looks for. */
export const names = {
  floor: "empty program (floor)",
  quick: "drift --quick",
  inspect: "starting Node, then a bare docker inspect",
  largest: "preview --refresh of the largest site",
  sites: "drift of three sites",
} as const;

/** What was measured with one number of projects. */
export interface Quick {
  readonly projects: number;
  readonly timings: readonly Timing[];
}

/** The most that a quick look may take against the floor, by number of projects: half of what a Terraform plan takes. */
const BOUNDS: ReadonlyMap<number, number> = new Map([
  [5, 0.16],
  [20, 0.3],
  [50, 0.5],
  [100, 0.8],
]);
/** The most that it may take beyond Node and a bare inspect, in seconds. */
const BEYOND = 0.15;
/** The most that three sites may take against one refreshing preview of the largest. */
const SITES = 1.5;

/** The result as Markdown: what was timed, then the targets by medians and by minimums. */
export function driftTable(quick: readonly Quick[], sites: readonly Timing[]): string {
  const rows = quick.flatMap(({ projects, timings }) =>
    timings.map((timing) => `| ${projects} projects: ${timing.name} | ${cells(timing)} |`),
  );
  return [
    "| case | median ms | range |",
    "|---|---|---|",
    ...rows,
    ...sites.map((timing) => `| ${timing.name} | ${cells(timing)} |`),
    "",
    "| target | median | fastest | bound | reached |",
    "|---|---|---|---|---|",
    ...quick.flatMap(quickTargets),
    target(
      "drift of three sites / one refreshing preview of the largest",
      ratio(find(sites, names.sites), find(sites, names.largest)),
      SITES,
    ),
  ].join("\n");
}

function quickTargets({ projects, timings }: Quick): string[] {
  const quick = find(timings, names.quick);
  const inspect = find(timings, names.inspect);
  const beyond = [(quick.median - inspect.median) / 1000, (quick.fastest - inspect.fastest) / 1000] as const;
  return [
    target(`${projects} projects: a quick look / floor`, ratio(quick, find(timings, names.floor)), BOUNDS.get(projects) ?? Number.NaN),
    target(`${projects} projects: s beyond Node and a bare inspect`, beyond, BEYOND),
  ];
}

function ratio(one: Timing, other: Timing): readonly [number, number] {
  return [one.median / other.median, one.fastest / other.fastest];
}

function target(name: string, [median, fastest]: readonly [number, number], bound: number): string {
  const reached = median <= bound ? "yes" : fastest <= bound ? "**by the fastest only**" : "**no**";
  return `| ${name} | ${median.toFixed(2)} | ${fastest.toFixed(2)} | ≤ ${bound} | ${reached} |`;
}

function cells({ median, fastest, slowest }: Timing): string {
  return `${median.toFixed(0)} | ${fastest.toFixed(0)}–${slowest.toFixed(0)}`;
}

function find(timings: readonly Timing[], name: string): Timing {
  const timing = timings.find((one) => one.name === name);
  if (timing === undefined) throw new Error(`no case is called ${JSON.stringify(name)}`);
  return timing;
}
