import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ExpectedError } from "../../setup/expected.ts";
import { sha256 } from "./canonical.ts";
import { compareText } from "../../compose/compare-text.ts";
import { parseManifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";

/** The files of a bundle. */
export const MANIFEST = "manifest.json";
export const ENGINE_PLAN = "engine-plan.json";
export const SUMMARY = "summary.md";
export const CHANGES = "changes.json";
const FILES: readonly string[] = [MANIFEST, ENGINE_PLAN, SUMMARY, CHANGES];

/** The largest file that is read back, in bytes: the plan of a thousand services has about ten million. */
const LARGEST = 256 * 1024 * 1024;

/** The contents of a bundle by file name. */
export type BundleFiles = ReadonlyMap<string, Buffer>;

/** A bundle that was read. */
export interface Bundle {
  readonly folder: string;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly files: BundleFiles;
}

/** The one SHA-256 of a bundle: over every file's own sum and name, in the order of the names, as `sha256sum` prints them. */
export function bundleDigest(files: BundleFiles): string {
  const names = [...files.keys()].sort(compareText);
  return sha256(names.map((name) => `${sha256(files.get(name) ?? "")}  ${name}\n`).join(""));
}

/**
 * Writes a bundle in one go: a folder of this name is there whole or not at all.
 * @throws ExpectedError when something is there already
 */
export function writeBundle(folder: string, files: BundleFiles): string {
  if (existsSync(folder)) throw new ExpectedError(`${folder} exists; fix: name another folder with --out, or remove that one`);
  const beside = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  mkdirSync(beside, { mode: 0o700 });
  try {
    for (const [name, content] of files) writeFileSync(join(beside, name), content, { mode: 0o600 });
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  return bundleDigest(files);
}

/**
 * Reads a bundle. What is in the folder is somebody else's: regular files of the known names only.
 * @throws ExpectedError when it is no bundle
 */
export function readBundle(folder: string): Bundle {
  const entries = listed(folder);
  const strange = entries.filter((name) => !FILES.includes(name));
  if (strange.length > 0)
    throw new ExpectedError(`${folder} holds ${JSON.stringify(strange[0])}, which no bundle has; allowed: ${FILES.join(", ")}`);
  const missing = FILES.filter((name) => !entries.includes(name));
  if (missing.length > 0)
    throw new ExpectedError(`${folder} is no bundle: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing`);
  const files = new Map(entries.sort(compareText).map((name) => [name, contentOf(folder, name)]));
  return { folder, sha256: bundleDigest(files), manifest: parseManifest((files.get(MANIFEST) ?? "").toString("utf8")), files };
}

/** Files of a bundle that are not those the manifest was written with. */
export function changedFiles({ files, manifest }: Pick<Bundle, "files" | "manifest">): string[] {
  const known = new Set([...Object.keys(manifest.files), ...[...files.keys()].filter((name) => name !== MANIFEST)]);
  return [...known].filter((name) => sha256(files.get(name) ?? "") !== manifest.files[name]).sort(compareText);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    throw new ExpectedError(`there is no bundle ${folder}; fix: name the folder that \`npm run plan\` wrote`);
  }
}

function contentOf(folder: string, name: string): Buffer {
  const path = join(folder, name);
  const stats = lstatSync(path);
  if (!stats.isFile() || stats.size > LARGEST) throw new ExpectedError(`${path} is no regular file of at most ${LARGEST} bytes`);
  return readFileSync(path);
}
