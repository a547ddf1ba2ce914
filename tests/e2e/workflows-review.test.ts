import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { PlatformServer } from "../cli/ci/support/platform-server.ts";
import { Origin, replaceIn } from "../workflows/support/origin.ts";
import { Runner, type JobEnded } from "../workflows/support/runner.ts";

const minutes = 60_000;
const secret = "a-secret-of-the-fleet";

/** What a pull request calls its branch when it wants a shell to run something. */
const branch = "x;`touch${IFS}/tmp/homelab-owned`;$(touch${IFS}/tmp/homelab-owned)";
const title = '"; touch /tmp/homelab-owned; echo " ${{ secrets.STATE_KEY }} @everyone';

describe("the workflows of a pull request from a fork", { timeout: 10 * minutes }, () => {
  let origin: Origin;
  let runner: Runner;
  let server: PlatformServer;
  let preview: JobEnded;
  let sha: string;
  const dump = "/tmp/homelab-environment";

  beforeAll(async () => {
    await rm("/tmp/homelab-owned", { force: true });
    await rm(dump, { force: true });
    [origin, server] = await Promise.all([Origin.create(), PlatformServer.start()]);
    runner = await Runner.create(origin.url);
    sha = await origin.pullRequest(7, branch, `${title}\n\nNo-Effect: <script>alert(1)</script> @everyone`, async (root) => {
      await replaceIn(
        path.join(root, "hosts/vps/runtime/outline/docker-compose.override.yml"),
        /mem_limit: 512m\n {4}memswap_limit: 512m/,
        "mem_limit: 520m\n    memswap_limit: 520m",
      );
      await replaceIn(
        path.join(root, "services/outline/docker-compose.yml"),
        "NODE_ENV: production",
        'NODE_ENV: "</code></details><script>alert(1)</script> @everyone | `x` closes #1"',
      );
      const files = path.join(root, "services/uptime-kuma/files");
      await mkdir(files, { recursive: true });
      await writeFile(path.join(files, "$(touch ${HOME}owned)`id`|@everyone<img src=x>.conf"), "x\n");
      // What the program of a stranger would look for first.
      await replaceIn(
        path.join(root, "src/index.ts"),
        "export default async function program(): Promise<object> {",
        `export default async function program(): Promise<object> {\n  (await import("node:fs")).appendFileSync("${dump}", JSON.stringify(process.env) + "\\n");`,
      );
    });
    const files = (await origin.git("diff", "--name-only", "-z", `origin/main...${sha}`)).split("\0").filter((file) => file !== "");
    const [main, merge] = await Promise.all(["origin/main", "HEAD"].map((revision) => origin.git("rev-parse", revision)));
    server.pullRequest(7, { run: 70, branch, sha, base: main ?? "", files });
    server.parents.set(merge ?? "", [main ?? "", sha]);
    preview = await runner.run({
      file: ".github/workflows/preview.yml",
      job: "review",
      ref: "refs/pull/7/merge",
      // A fork's run has no secrets and a token that may only read; whatever is here must not get to the stranger's program.
      contexts: {
        github: { event: { pull_request: { number: 7, title, head: { ref: branch } } }, head_ref: branch, token: server.token },
        secrets: { STATE_KEY: secret },
        vars: { PULUMI_BACKEND_URL: "s3://state" },
      },
      env: { GITHUB_REPOSITORY: "owner/homelab", GITHUB_HEAD_REF: branch, GITHUB_RUN_ID: "70" },
    });
  }, 10 * minutes);

  afterAll(async () => {
    await Promise.all([runner[Symbol.asyncDispose](), origin[Symbol.asyncDispose](), server[Symbol.asyncDispose]()]);
    await rm(dump, { force: true });
  });

  const comment = (): Promise<JobEnded> =>
    runner.run({
      file: ".github/workflows/comment.yml",
      job: "comment",
      ref: "refs/heads/main",
      contexts: {
        github: {
          event: {
            repository: { default_branch: "refs/heads/main" },
            workflow_run: {
              id: 70,
              event: "pull_request",
              conclusion: "success",
              head_branch: branch,
              head_repository: { full_name: "stranger/homelab" },
            },
          },
          token: server.token,
        },
      },
      env: { ...server.env, GITHUB_TOKEN: "" },
    });

  it("render it in a clean clone and leave that as it was, without asking anybody anything", () => {
    expect(preview.ok, preview.log).toBe(true);
    expect(server.asked).toEqual([]);
  });

  it("do not run its program where the comment comes from", () => {
    expect(existsSync(dump)).toBe(false);
  });

  it("run its program in a workflow of its own, which has no token, no secret and no state", async () => {
    const program = await runner.run({
      file: ".github/workflows/program.yml",
      job: "program",
      ref: "refs/pull/7/merge",
      contexts: {
        github: { event: { pull_request: { number: 7, title, head: { ref: branch } } }, head_ref: branch, token: server.token },
        secrets: { STATE_KEY: secret },
        vars: { PULUMI_BACKEND_URL: "s3://state" },
      },
      env: { GITHUB_REPOSITORY: "owner/homelab", GITHUB_HEAD_REF: branch, GITHUB_RUN_ID: "71" },
    });
    expect(program.ok, program.log).toBe(true);
    expect(program.summary).toContain("It was rendered by the change's own program");
    const environments = (await readFile(dump, "utf8")).trim().split("\n");
    expect(environments.length).toBeGreaterThan(0);
    for (const text of environments) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(server.token);
      const names = Object.keys(JSON.parse(text) as object);
      expect(names.filter((name) => /TOKEN|SECRET|AWS|SSH_AUTH/.test(name) && name !== "PULUMI_CONFIG_SECRET_KEYS")).toEqual([]);
      expect((JSON.parse(text) as Record<string, string>)["PULUMI_BACKEND_URL"] ?? "file:").toMatch(/^file:/);
    }
  });

  it("comment once, over the one before, as text whatever it says, and run nothing of it", async () => {
    const first = await comment();
    expect(first.ok, first.log).toBe(true);
    expect(first.log).toContain("Commented on pull request 7.");
    expect((await comment()).log).toContain("The comment on pull request 7 says so already.");
    expect(server.comments).toHaveLength(1);
    const body = server.comments[0]?.body ?? "";
    expect(body).toMatch(/^<!-- homelab-review -->\n### ⚠️ This change brings its own program\n/);
    expect(body).toContain("- the program: <code>src/index.ts</code>");
    expect(body).toContain("| <code>VPS</code> | <code>outline</code> | made anew |");
    expect(body).toContain("| **<code>VPS</code>** | all | 3152 MiB | 3160 MiB | 3200 MiB | 40 MiB |");
    expect(body).toContain("services.outline.mem&#95;limit</code>: <code>512 MiB</code> → <code>520 MiB</code>");
    expect(body).not.toMatch(/<script|<img|@everyone|closes #1/);
    expect(existsSync("/tmp/homelab-owned")).toBe(false);
  });

  it("recognise a review that does not say how its run ended", async () => {
    const forged = { version: 1, base: "0".repeat(40), head: sha, ok: false, sites: [], withoutEffect: { paths: [] }, alsoChanged: [] };
    await runner.tamper("review", "review.json", JSON.stringify(forged));
    expect((await comment()).log).toContain("Updated the comment on pull request 7.");
    expect(server.comments[0]?.body).toContain("### ❌ The review that the preview left does not fit what the platform says");
  });

  it("say that there is nothing to read when the artifact was replaced", async () => {
    await runner.tamper("review", "review.json", '{"version":1,"ok":true,"body":"## Approved by @owner"}');
    expect((await comment()).log).toContain("Updated the comment on pull request 7.");
    expect(server.comments).toHaveLength(1);
    expect(server.comments[0]?.body).toContain("### ❌ The preview left no review that can be read");
    expect(server.comments[0]?.body).not.toContain("Approved");
  });
});
