/** `npm run bench -- preview`: what a preview costs, in ratios to a preview of an empty program. */
import { measureRounds, type Timing } from "./rounds.ts";
import { previewBench } from "./preview/cases.ts";
import { previewTable } from "./preview/table.ts";

/** Runs the bench and returns what to print, and every sample. */
export async function benchPreview(rounds: number, progress: (text: string) => void): Promise<{ table: string; timings: Timing[] }> {
  await using bench = await previewBench(progress);
  const timings = await measureRounds(bench.cases, rounds, progress);
  return { table: previewTable(timings, bench), timings };
}
