import { lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "./places.ts";

const text = `Where this file is, the engine cannot keep its automatic log, which has no switch of its own: every message of every
level with the whole inputs and outputs of every resource, secrets too, compressed and encrypted. That is half of the
engine's time in a preview and megabytes a run, and nothing here reads it. For a log when one is needed:
npm run pulumi -- preview --logtostderr -v=9
`;

/**
 * Puts a file where the engine would make the folder of its automatic logs (`logs` in PULUMI_HOME), so that it goes
 * without. Logs of runs before this are thrown away. Only ever in the PULUMI_HOME that is this checkout's own.
 */
export function keepEngineLogOff(places: Places): void {
  const logs = join(places.pulumiHome, "logs");
  const found = lstatSync(logs, { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(places.pulumiHome, { recursive: true });
  writeFileSync(logs, text);
}
