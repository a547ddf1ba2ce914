import { execa } from "execa";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { sitesOf } from "../../setup/settings.ts";
import { repository } from "../support/checkout.ts";
import { programPaths } from "../../cli/review/paths.ts";
import { actionlint, zizmor } from "./support/linters.ts";
import { readWorkflow, workflowFiles } from "./support/workflow.ts";

/** What somebody outside may write: nothing of it may stand inside a shell line. */
const EXPRESSION = /\$\{\{/;

describe.each(workflowFiles)("%s", (file) => {
  it("pins every action by a commit, with its version beside it", async () => {
    const { stdout } = await execa("git", ["grep", "--no-index", "-h", "uses:", "--", file], { cwd: repository });
    for (const line of stdout.split("\n").filter((text) => !text.includes("./.github/"))) {
      expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("gives each job its permissions by name, and none by default", async () => {
    const workflow = await readWorkflow(file);
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) expect(Object.keys(job.permissions ?? {})).not.toEqual([]);
  });

  it("puts no expression into a shell line: texts come through the environment", async () => {
    const workflow = await readWorkflow(file);
    for (const job of Object.values(workflow.jobs)) {
      for (const step of job.steps ?? []) expect(step.run ?? "", step.name).not.toMatch(EXPRESSION);
    }
  });

  it("gives secrets to no step but those that plan, apply or look", async () => {
    const workflow = await readWorkflow(file);
    for (const job of Object.values(workflow.jobs)) {
      for (const step of job.steps ?? []) {
        const text = JSON.stringify([step.env ?? {}, step.with ?? {}]);
        if (text.includes("secrets.")) expect(step.run).toMatch(/cli\/start\.mjs (plan|apply|drift) /);
        if (text.includes("github.token") && step.run !== undefined) expect(step.run).toMatch(/cli\/start\.mjs ci /);
      }
    }
  });
});

describe("the workflows of pull requests", () => {
  it.each(workflowFiles.filter((file) => /(preview|program|comment)\.yml$/.test(file)))(
    "%s runs on no machine inside the mesh and knows no secret",
    async (file) => {
      const { jobs } = await readWorkflow(file);
      for (const job of Object.values(jobs)) {
        expect(["ubuntu-latest", "docker"]).toContain(job["runs-on"]);
        expect(job.environment).toBeUndefined();
        expect(JSON.stringify(job)).not.toMatch(/secrets\.|PULUMI_BACKEND_URL/);
      }
    },
  );

  it("may only read, and run the commands and policies of the base", async () => {
    const { jobs } = await readWorkflow(".github/workflows/preview.yml");
    expect(jobs["review"]?.permissions).toEqual({ contents: "read" });
    const review = jobs["review"]?.steps?.find(({ run }) => run?.includes("review --base") === true)?.run ?? "";
    expect(review.indexOf("git switch --quiet --detach HEAD^1")).toBeLessThan(review.indexOf("cli/start.mjs"));
    expect(review.indexOf("git switch")).toBeGreaterThan(0);
  });

  it.each([".github", ".forgejo"])(
    "in %s run a program that a pull request brings in a workflow of its own, which hands nothing on",
    async (folder) => {
      const [preview, program] = await Promise.all(["preview", "program"].map((name) => readWorkflow(`${folder}/workflows/${name}.yml`)));
      expect(JSON.stringify(preview)).toContain("--data-only");
      expect(JSON.stringify(preview)).not.toContain("--run-program");
      expect(program?.jobs["program"]?.permissions).toEqual({ contents: "read" });
      const steps = program?.jobs["program"]?.steps ?? [];
      expect(steps.some(({ run }) => run?.includes("--run-program") === true)).toBe(true);
      expect(steps.some(({ uses }) => uses?.includes("artifact") === true)).toBe(false);
      const { paths } = program?.on["pull_request"] as { paths: string[] };
      const example = (pattern: string) => pattern.replace("**/", "a/b/").replace("**", "a/b.ts");
      expect(programPaths(paths.map(example))).toEqual(paths.map(example));
      const runs = ["compose/a", "src/a", "provider/a", "Pulumi.yaml", "tsconfig.json", "package.json", "package-lock.json", ".npmrc"];
      expect(programPaths(runs).filter((file) => !paths.some((pattern) => path.matchesGlob(file, pattern)))).toEqual([]);
    },
  );

  it("on Forgejo comment in another job and another checkout than the one that looked at the change", async () => {
    const { jobs } = await readWorkflow(".forgejo/workflows/preview.yml");
    expect(jobs["review"]?.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(jobs["review"])).not.toContain("github.token");
    expect(jobs["comment"]).toMatchObject({ needs: "review", permissions: { contents: "read", "pull-requests": "write" } });
    const checkout = jobs["comment"]?.steps?.find(({ uses }) => uses?.startsWith("actions/checkout@") === true);
    expect(checkout?.with?.["ref"]).toBe("${{ github.event.repository.default_branch }}");
    expect(jobs["comment"]?.steps?.find(({ name }) => name === "Comment")?.run).toContain('--conclusion "$RESULT"');
  });

  it("comment from the base branch's code only", async () => {
    const { on, jobs } = await readWorkflow(".github/workflows/comment.yml");
    expect(Object.keys(on)).toEqual(["workflow_run"]);
    const checkout = jobs["comment"]?.steps?.find(({ uses }) => uses?.startsWith("actions/checkout@") === true);
    expect(checkout?.with).toEqual({ ref: "${{ github.event.repository.default_branch }}", "persist-credentials": false });
  });
});

describe("the workflows of the fleet", () => {
  it.each([".github/workflows/up.yml", ".github/workflows/drift.yml", ".forgejo/workflows/up.yml", ".forgejo/workflows/drift.yml"])(
    "%s knows every site that has a settings file, and lets one run of a site go on at a time",
    async (file) => {
      const { jobs } = await readWorkflow(file);
      const folder = await mkdtemp(path.join(tmpdir(), "homelab-sites-"));
      const output = path.join(folder, "output");
      await execa("bash", ["-c", jobs["sites"]?.steps?.find(({ id }) => id === "list")?.run ?? "exit 1"], {
        cwd: repository,
        env: { GITHUB_OUTPUT: output },
      });
      expect(JSON.parse((await readFile(output, "utf8")).replace("sites=", ""))).toEqual(sitesOf(repository));
      await rm(folder, { recursive: true });
      const [job] = Object.values(jobs).filter(({ concurrency }) => concurrency !== undefined);
      expect(job).toMatchObject({ needs: "sites", strategy: { matrix: { site: "${{ fromJSON(needs.sites.outputs.sites) }}" } } });
      expect(job?.concurrency?.group).toMatch(/\$\{\{ matrix\.site \}\}$/);
    },
  );

  it("apply after an approval only, with the sum of the approved job", async () => {
    const { jobs } = await readWorkflow(".github/workflows/up-site.yml");
    expect(jobs["apply"]?.environment).toBe("${{ inputs.site }}");
    const apply = jobs["apply"]?.steps?.find(({ run }) => run?.includes("start.mjs apply") === true);
    expect(apply?.env?.["SHA256"]).toBe("${{ needs.plan.outputs.sha256 }}");
    expect(apply?.run).toContain('--sha256 "$SHA256"');
  });

  it("are started by nothing that a stranger can send", async () => {
    for (const file of [
      ".github/workflows/up.yml",
      ".github/workflows/drift.yml",
      ".forgejo/workflows/up.yml",
      ".forgejo/workflows/drift.yml",
    ]) {
      const { on } = await readWorkflow(file);
      expect(["push", "schedule", "workflow_dispatch"]).toEqual(expect.arrayContaining(Object.keys(on)));
    }
  });
});

describe("the linters", { timeout: 300_000 }, () => {
  it("actionlint finds nothing, and finds an expression in a shell line when there is one", async () => {
    const program = await actionlint();
    const args = ["-config-file", ".github/actionlint.yaml"];
    await execa(program, [...args, ...workflowFiles], { cwd: repository });
    const wrong =
      "on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.pull_request.title }}\n";
    const found = await execa(program, [...args, "-"], { cwd: repository, input: wrong, reject: false });
    expect(found.stdout).toContain("is potentially untrusted");
  });

  it("zizmor finds nothing", async () => {
    const program = await zizmor();
    // It looks only into folders that GitHub knows.
    const folder = await mkdtemp(path.join(tmpdir(), "homelab-zizmor-"));
    for (const file of workflowFiles)
      await cp(path.join(repository, file), path.join(folder, file.replace(/^\.(\w+)\/workflows\//, ".github/workflows/$1-")));
    const { stdout, stderr, exitCode } = await execa(program, ["--offline", "--no-progress", folder], { reject: false });
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toContain("No findings to report");
    await rm(folder, { recursive: true });
  });
});
