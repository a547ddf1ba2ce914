import { execa } from "execa";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { filled, holds, type Contexts } from "./expression.ts";
import { readWorkflow, type Step } from "./workflow.ts";

/** How a job ended. */
export interface JobEnded {
  readonly ok: boolean;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Where it ran. */
  readonly workspace: string;
}

/** Which job runs, on what. */
export interface JobRequest {
  readonly file: string;
  readonly job: string;
  /** What is checked out where the step does not say: a branch or another reference of the origin. */
  readonly ref: string;
  /** `github`, `inputs`, `matrix`, `needs`, `secrets`, `vars`. */
  readonly contexts: Contexts;
  /** What the platform gives every job. */
  readonly env: Readonly<Record<string, string>>;
  /** Further variables of the machine (an SSH agent, a way to a node). @default none */
  readonly machine?: Readonly<Record<string, string>>;
}

/**
 * Runs jobs of the project's workflows: the shell lines as they are, in a clean clone, with the variables that the file names
 * and no others. In place of the four actions it clones, and copies artifacts; what `npm ci` installed for one job is linked into
 * the clones of the next ones (programs/npm). Nothing of this process's environment gets in.
 */
export class Runner implements AsyncDisposable {
  readonly origin: string;
  readonly #folder: string;
  #jobs = 0;

  private constructor(folder: string, origin: string) {
    this.#folder = folder;
    this.origin = origin;
  }

  /** @param origin the repository that is cloned. */
  static async create(origin: string): Promise<Runner> {
    return new Runner(await mkdtemp(path.join(tmpdir(), "homelab-runner-")), origin);
  }

  async run(request: JobRequest): Promise<JobEnded> {
    const job = (await readWorkflow(request.file)).jobs[request.job];
    if (job?.steps === undefined) throw new Error(`${request.file} has no job ${request.job} with steps`);
    const folder = path.join(this.#folder, `job-${String(++this.#jobs)}`);
    const [workspace, temp] = [path.join(folder, "work"), path.join(folder, "temp")];
    await mkdir(temp, { recursive: true });
    await mkdir(workspace);
    const contexts: Record<string, unknown> = { ...request.contexts, runner: { temp } };
    const steps: Record<string, { outputs: Record<string, string> }> = {};
    contexts["steps"] = steps;
    const summary = path.join(folder, "summary");
    await writeFile(summary, "");
    if (!holds(job.if, contexts)) return { ok: true, log: "(skipped)", summary: "", outputs: {}, workspace };
    let ok = true;
    let log = "";
    for (const [index, step] of job.steps.entries()) {
      if (!(ok || step.if?.includes("cancelled()") === true) || !holds(step.if, contexts)) continue;
      const output = path.join(folder, `output-${String(index)}`);
      await writeFile(output, "");
      const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value, contexts)]));
      const env = {
        ...machineEnvironment(path.join(this.#folder, "installed")),
        ...request.machine,
        ...request.env,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
        RUNNER_TEMP: temp,
        CI: "true",
        ...own,
      };
      const ended =
        step.uses === undefined ? await shell(step.run ?? "", workspace, env) : await this.#action(step, request.ref, workspace, contexts);
      log += `== ${step.name ?? ""}\n${ended.log}\n`;
      if (!ended.ok && step["continue-on-error"] !== true) ok = false;
      if (step.id !== undefined) steps[step.id] = { outputs: pairs(await readFile(output, "utf8")) };
    }
    const outputs = Object.fromEntries(Object.entries(job.outputs ?? {}).map(([name, value]) => [name, filled(value, contexts)]));
    return { ok, log, summary: await readFile(summary, "utf8"), outputs, workspace };
  }

  async #action(step: Step, ref: string, workspace: string, contexts: Contexts): Promise<{ ok: boolean; log: string }> {
    const action = step.uses?.split("@")[0] ?? "";
    const given = (name: string): string => filled(step.with?.[name] ?? "", contexts);
    if (action === "actions/setup-node") return { ok: true, log: "" };
    if (action === "actions/checkout") {
      const wanted = given("ref") === "" ? ref : given("ref");
      const git = (...args: string[]) => execa("git", args, { cwd: workspace, all: true, stdin: "ignore" });
      await git("init", "--quiet");
      await git("remote", "add", "origin", pathToFileURL(this.origin).href);
      await git("fetch", "--quiet", "origin", `+${wanted}:refs/remotes/origin/checked-out`, "+refs/heads/*:refs/remotes/origin/*");
      const { all } = await git("checkout", "--quiet", "--detach", "refs/remotes/origin/checked-out");
      return { ok: true, log: all };
    }
    const place = path.join(this.#folder, "artifacts", given("name"));
    if (action === "actions/upload-artifact") {
      await rm(place, { recursive: true, force: true });
      await mkdir(place, { recursive: true });
      const file = given("path");
      const copied = await cp(file, /\.\w+$/.test(file) ? path.join(place, path.basename(file)) : place, { recursive: true }).then(
        () => true,
        () => false,
      );
      return { ok: copied || given("if-no-files-found") !== "error", log: copied ? "kept" : "there is no such file" };
    }
    if (action === "actions/download-artifact") {
      return cp(place, given("path"), { recursive: true }).then(
        () => ({ ok: true, log: "taken" }),
        () => ({ ok: false, log: "there is no such artifact" }),
      );
    }
    throw new Error(`the runner of the tests does not know the action ${action}`);
  }

  /** Changes what a job handed on, as somebody hostile would. */
  async tamper(artifact: string, file: string, content: string): Promise<void> {
    await mkdir(path.join(this.#folder, "artifacts", artifact), { recursive: true });
    await writeFile(path.join(this.#folder, "artifacts", artifact, file), content);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What a machine has: programs, a home with a cache, and no secret. */
function machineEnvironment(installed: string): Record<string, string> {
  const kept = ["PATH", "HOME", "XDG_CACHE_HOME", "LANG", "TMPDIR", "GOPROXY", "GOFLAGS", "npm_config_registry", "NODE_EXTRA_CA_CERTS"];
  const own = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const programs = path.join(import.meta.dirname, "programs");
  return { ...own, PATH: `${programs}:${own["PATH"] ?? ""}`, RUNNER_INSTALLED: installed, npm_config_prefer_offline: "true" };
}

async function shell(script: string, cwd: string, env: Record<string, string>): Promise<{ ok: boolean; log: string }> {
  const { exitCode, all } = await execa("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
  });
  return { ok: exitCode === 0, log: all };
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => (line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]] : [])),
  );
}
