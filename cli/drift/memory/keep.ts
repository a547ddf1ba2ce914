import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { backendUrl } from "../../../setup/environment.ts";
import { placesOf } from "../../../setup/places.ts";
import { takeLock } from "../../../setup/lock.ts";
import type { DriftReport } from "../report.ts";
import { appendEvents } from "./events.ts";
import { formatMemory, parseMemory, remember, withMemory } from "./memory.ts";

/**
 * Where drift is remembered: in a folder of our own beside the state of a file backend, so that whoever shares the state
 * shares it; for the checkout's own state and for every other backend in the checkout's `.homelab/`.
 * @param root the checkout
 */
export function memoryFolder(root: string, env: NodeJS.ProcessEnv): string {
  const places = placesOf(root, env);
  const backend = backendUrl(places, env);
  const state = backend.startsWith("file:///") ? fileURLToPath(backend) : places.state;
  return relative(places.state, state) === "" ? join(places.homelab, "drift") : join(state, ".homelab", "drift");
}

/**
 * Remembers a run in `drift.jsonl` of a folder and appends what happened to `events/` there. Runs that end together take
 * their turns. The report comes back with what is remembered; a folder that cannot be written to is told and no reason to
 * keep a verdict from anybody.
 */
export async function keepMemory(report: DriftReport, folder: string, say: (sentence: string) => void): Promise<DriftReport> {
  const file = join(folder, "drift.jsonl");
  let release;
  try {
    release = await takeLock(join(folder, "memory"));
    const { entries, events } = remember(parseMemory(read(file)), report);
    appendEvents(join(folder, "events"), events);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, formatMemory(entries), { mode: 0o600 });
    renameSync(fresh, file);
    return withMemory(report, entries);
  } catch (error) {
    say(`warning: ${folder}: drift is not remembered: ${error instanceof Error ? error.message : String(error)}`);
    return report;
  } finally {
    await release?.();
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
