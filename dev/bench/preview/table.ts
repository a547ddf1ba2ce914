import type { Timing } from "../rounds.ts";
import type { PreviewBench } from "./cases.ts";

/** A ratio that issue and design ask for. */
interface Target {
  readonly name: string;
  readonly ratio: number;
  readonly bound: number;
}

/** The result as Markdown: every case against the floor, then the targets. */
export function previewTable(timings: readonly Timing[], bench: Pick<PreviewBench, "resources" | "offline">): string {
  const floor = medianOf(timings, "empty program (floor)");
  const rows = timings.map(
    ({ name, median, fastest, slowest }) =>
      `| ${name} | ${median.toFixed(0)} | ${fastest.toFixed(0)}–${slowest.toFixed(0)} | ${(median / floor).toFixed(2)} |`,
  );
  const targets = targetsOf(timings, bench).map(
    ({ name, ratio, bound }) => `| ${name} | ${ratio.toFixed(2)} | ≤ ${bound} | ${ratio <= bound ? "yes" : "**no**"} |`,
  );
  return [
    "| preview of | median ms | range | × floor |",
    "|---|---|---|---|",
    ...rows,
    "",
    "| target | measured | bound | reached |",
    "|---|---|---|---|",
    ...targets,
  ].join("\n");
}

function targetsOf(timings: readonly Timing[], bench: Pick<PreviewBench, "resources" | "offline">): Target[] {
  const floor = medianOf(timings, "empty program (floor)");
  const vps = medianOf(timings, "vps");
  const withPack = medianOf(timings, "vps with the pack");
  const stands = bench.offline.length > 0;
  const many = bench.resources.get(100) ?? 0;
  return [
    { name: `vps without the pack / floor${stands ? ", offline plugins" : ""}`, ratio: vps / floor, bound: stands ? 1.5 : 1.25 },
    { name: "what the pack adds / floor", ratio: (withPack - vps) / floor, bound: 0.6 },
    {
      name: `100 services / ${many} bare resources`,
      ratio: medianOf(timings, "100 services") / medianOf(timings, `${many} bare resources`),
      bound: 1.3,
    },
  ];
}

function medianOf(timings: readonly Timing[], name: string): number {
  const timing = timings.find((one) => one.name === name);
  if (timing === undefined) throw new Error(`no case is called ${JSON.stringify(name)}`);
  return timing.median;
}
