import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin } from "./plugins.ts";

/** What a complete setup found; kept so that the next one takes milliseconds. */
export interface SetupResult {
  readonly pulumi: string;
  readonly engineVersion: string;
  readonly engineSource: "path" | "official" | "built";
  /** The folder with the Node.js language host. */
  readonly languageHost: string;
  readonly plugins: readonly (Plugin & { readonly real: boolean })[];
  readonly sites: readonly string[];
}

interface Stamp {
  readonly format: number;
  /** What the person's machine and environment said. */
  readonly facts: string;
  /** Files that must be as they were, by size and time. */
  readonly unchanged: readonly string[];
  readonly print: string;
  /** Files that must be there. */
  readonly present: readonly string[];
  readonly result: SetupResult;
}

/** Raised when the meaning of a stamp changes. */
const FORMAT = 1;

/** The result of the last setup when nothing it depends on has changed; costs a stat a file. */
export function readStamp(path: string, facts: readonly string[]): SetupResult | undefined {
  let stamp: Stamp;
  try {
    stamp = JSON.parse(readFileSync(path, "utf8")) as Stamp;
  } catch {
    return undefined;
  }
  if (stamp.format !== FORMAT || stamp.facts !== digest(facts)) return undefined;
  if (stamp.print !== fingerprint(stamp.unchanged)) return undefined;
  return stamp.present.every((file) => describe(file) !== "missing") ? stamp.result : undefined;
}

/** Remembers a complete setup. */
export function writeStamp(
  path: string,
  facts: readonly string[],
  files: { unchanged: readonly string[]; present: readonly string[] },
  result: SetupResult,
): void {
  const stamp: Stamp = { format: FORMAT, facts: digest(facts), print: fingerprint(files.unchanged), ...files, result };
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(stamp, undefined, 1)}\n`);
  renameSync(fresh, path);
}

/** One value for the size and time of many files; a missing file has its own value, so its appearing is a change too. */
export function fingerprint(files: readonly string[]): string {
  return digest(files.map((file) => `${file} ${describe(file)}`));
}

function describe(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "missing" : `${found.isDirectory() ? 0 : found.size} ${found.mtimeMs}`;
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex");
}
