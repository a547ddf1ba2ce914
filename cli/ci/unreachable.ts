import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import type { DriftFacts } from "./drift-report.ts";

/** Since when a node has not answered, by `<site>/<node>`. */
const memory = z.record(z.string(), z.iso.datetime());

/**
 * How long each node of the report has not answered, in hours, by `<site>/<node>`. A link that is gone for an hour is nothing to
 * call a person for, so somebody has to remember when it went: the report where it does, else a file beside.
 */
export async function hoursUnreachable(report: DriftFacts, file: string): Promise<Map<string, number>> {
  const known = await readMemory(file);
  const now: Record<string, string> = {};
  for (const [key, since] of Object.entries(known)) {
    // Sites that this run did not look at keep their memory.
    if (!report.sites.some(({ site }) => key.startsWith(`${site}/`))) now[key] = since;
  }
  const hours = new Map<string, number>();
  for (const { site, nodes } of report.sites) {
    for (const { node, state, since } of nodes) {
      if (state !== "unreachable") continue;
      const key = `${site}/${node}`;
      now[key] = since ?? known[key] ?? report.at;
      hours.set(key, (Date.parse(report.at) - Date.parse(now[key])) / 3_600_000);
    }
  }
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${String(process.pid)}`;
  await writeFile(beside, `${JSON.stringify(now, undefined, 2)}\n`);
  await rename(beside, file);
  return hours;
}

async function readMemory(file: string): Promise<Record<string, string>> {
  try {
    return memory.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    // Not there yet, or cut off: then the waiting begins anew.
    return {};
  }
}
