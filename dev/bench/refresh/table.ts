import type { Timing } from "../rounds.ts";
import { names } from "./cases.ts";
import type { RoundTrips } from "./round-trips.ts";

/** What was measured with one number of projects. */
export interface Measured {
  readonly projects: number;
  readonly timings: readonly Timing[];
  readonly trips: RoundTrips;
  /** Processes that wanted to run, as the kernel averages them over a minute, before and after. */
  readonly load: readonly [number, number];
}

/** The most that refreshing may add, as a part of the floor. */
const ADDED = 0.25;
/** The most that a refreshing preview may take, by number of projects. */
const WHOLE: ReadonlyMap<number, number> = new Map([
  [50, 1.45],
  [100, 2],
]);
const TRIPS = 4;

/** The result as Markdown: every case against the floor of its own rounds, then the targets, by medians and by minimums. */
export function refreshTable(all: readonly Measured[]): string {
  return [
    `| median ms (fastest; × floor) | ${all.map(({ projects }) => `${projects} projects`).join(" | ")} |`,
    `|---|${"---|".repeat(all.length)}`,
    ...Object.values(names).map((name) => `| ${name} | ${all.map((one) => cell(one, name)).join(" | ")} |`),
    `| round trips of a read by ssh (turns of direction; with the login) | ${all.map(({ trips }) => `${trips.read.toFixed(1)} (${trips.turns}; ${trips.withLogin.toFixed(1)})`).join(" | ")} |`,
    `| load average, before → after | ${all.map(({ load }) => load.map((one) => one.toFixed(1)).join(" → ")).join(" | ")} |`,
    "",
    "| target | median | fastest | bound | reached |",
    "|---|---|---|---|---|",
    ...all.flatMap(targets),
  ].join("\n");
}

function cell(one: Measured, name: string): string {
  const timing = find(one, name);
  return `${timing.median.toFixed(0)} (${timing.fastest.toFixed(0)}; ${(timing.median / find(one, names.floor).median).toFixed(2)})`;
}

function targets(one: Measured): string[] {
  const { projects, trips } = one;
  const floor = find(one, names.floor);
  const ratio = (of: (by: "median" | "fastest") => number): readonly [number, number] => [
    of("median") / floor.median,
    of("fastest") / floor.fastest,
  ];
  const added = (name: string): readonly [number, number] => ratio((by) => find(one, name)[by] - find(one, names.preview)[by]);
  const whole = WHOLE.get(projects);
  return [
    row(`${projects}: what refreshing adds / floor, in sync`, added(names.inSync), ADDED),
    row(`${projects}: what refreshing adds / floor, one drift`, added(names.drift), ADDED),
    ...(whole === undefined
      ? []
      : [
          row(
            `${projects}: refreshing preview / floor`,
            ratio((by) => find(one, names.inSync)[by]),
            whole,
          ),
        ]),
    row(`${projects}: round trips of a read by ssh`, [trips.read, trips.read], TRIPS),
  ];
}

function row(name: string, [median, fastest]: readonly [number, number], bound: number): string {
  const reached = median <= bound ? "yes" : fastest <= bound ? "**by the fastest only**" : "**no**";
  return `| ${name} | ${median.toFixed(2)} | ${fastest.toFixed(2)} | ≤ ${bound} | ${reached} |`;
}

function find({ timings }: Measured, name: string): Timing {
  const timing = timings.find((one) => one.name === name);
  if (timing === undefined) throw new Error(`no case is called ${JSON.stringify(name)}`);
  return timing;
}
