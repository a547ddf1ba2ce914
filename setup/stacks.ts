import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExpectedError } from "./expected.ts";
import type { Places } from "./places.ts";
import { saltOf } from "./settings.ts";

/** The name in Pulumi.yaml, read without a YAML parser: the fast path of every command needs it. */
export function projectName(root: string): string {
  const name = /^name:\s*["']?([A-Za-z0-9_.-]+)["']?\s*(?:#.*)?$/m.exec(readFileSync(join(root, "Pulumi.yaml"), "utf8"))?.[1];
  if (name === undefined) throw new ExpectedError("Pulumi.yaml: `name` is missing; it names the project in the state");
  return name;
}

/** Where a file backend keeps a stack; undefined for other backends, which only the engine can ask. */
export function stackFile(backendUrl: string, project: string, site: string): string | undefined {
  if (!backendUrl.startsWith("file:///")) return undefined;
  return join(fileURLToPath(backendUrl), ".pulumi", "stacks", project, `${site}.json`);
}

/**
 * Makes the stacks that a backend does not have yet. It works in a folder of ours with a copy of the project's name,
 * because `stack init` writes a salt beside Pulumi.yaml.
 *
 * @returns the salt of each stack that was made, where the engine wrote one
 * @throws ExpectedError with the engine's own reason
 */
export async function makeStacks(
  pulumi: string,
  env: NodeJS.ProcessEnv,
  places: Places,
  sites: readonly string[],
): Promise<Map<string, string>> {
  const { execa } = await import("execa");
  mkdirSync(places.project, { recursive: true, mode: 0o700 });
  const url = env["PULUMI_BACKEND_URL"] ?? "";
  if (url.startsWith("file:///")) mkdirSync(fileURLToPath(url), { recursive: true, mode: 0o700 });
  writeFileSync(join(places.project, "Pulumi.yaml"), `name: ${projectName(places.root)}\nruntime: nodejs\n`);
  const salts = new Map<string, string>();
  const make = async (site: string): Promise<void> => {
    const settings = join(places.project, `Pulumi.${site}.yaml`);
    rmSync(settings, { force: true });
    const result = await execa(pulumi, ["stack", "init", site, "--no-select", "--non-interactive"], {
      cwd: places.project,
      env: { ...process.env, ...env },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
    });
    if (result.exitCode !== 0 && !result.stderr.includes("already exists")) {
      throw new ExpectedError(`the stack ${site} could not be made in the backend: ${result.stderr.replace(/^error:\s*/, "").trim()}`);
    }
    const salt = saltOf(settings);
    if (salt !== undefined) salts.set(site, salt);
  };
  // The first one alone: it makes the backend's own files.
  const [first, ...others] = sites;
  if (first !== undefined) await make(first);
  await Promise.all(others.map(make));
  return salts;
}
