import { execa } from "execa";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { EngineEnvironment } from "../../setup/set-up.ts";

/** One preview to be timed: where, of which stack, with which settings and pack. */
export interface PreviewRun {
  readonly folder: string;
  readonly stack: string;
  /** Added to the environment of the run; an undefined value takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settingsFile?: string;
  readonly policyPack?: string;
}

/** Runs the engine's preview and nothing else: no npm, no rendering of ours. Throws with the engine's words when it fails. */
export async function preview(engine: EngineEnvironment, run: PreviewRun): Promise<void> {
  await execa(
    engine.pulumi,
    [
      "preview",
      "--stack",
      run.stack,
      "--non-interactive",
      ...(run.settingsFile === undefined ? [] : ["--config-file", run.settingsFile]),
      ...(run.policyPack === undefined ? [] : ["--policy-pack", run.policyPack]),
    ],
    { cwd: run.folder, env: { ...engine.env, ...run.env }, stdin: "ignore", all: true },
  );
}

/** How many resources a preview plans, the stack itself included. */
export async function countResources(engine: EngineEnvironment, run: PreviewRun): Promise<number> {
  const settings = run.settingsFile === undefined ? [] : ["--config-file", run.settingsFile];
  const { stdout } = await execa(engine.pulumi, ["preview", "--stack", run.stack, "--non-interactive", "--json", ...settings], {
    cwd: run.folder,
    env: { ...engine.env, ...run.env },
    stdin: "ignore",
  });
  return (JSON.parse(stdout) as { steps: unknown[] }).steps.length;
}

/** An empty state of its own for a project that is not a site, with its stack. */
export async function createStack(engine: EngineEnvironment, folder: string, stack: string): Promise<Record<string, string>> {
  const state = path.join(folder, ".state");
  await mkdir(state, { recursive: true });
  const env = { PULUMI_BACKEND_URL: `file://${state}` };
  await execa(engine.pulumi, ["stack", "init", stack, "--non-interactive"], {
    cwd: folder,
    env: { ...engine.env, ...env },
    stdin: "ignore",
  });
  return env;
}
