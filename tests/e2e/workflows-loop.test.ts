import { execa } from "execa";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { newIdentity } from "../../cli/plan/sealed.ts";
import { NODE, SITE } from "../cli/plan/support/fleet.ts";
import { FleetSite } from "../cli/plan/support/fleet-site.ts";
import { PlatformServer } from "../cli/ci/support/platform-server.ts";
import { replaceIn } from "../workflows/support/origin.ts";
import { Runner, type JobEnded, type JobRequest } from "../workflows/support/runner.ts";

const minutes = 60_000;
const OVERRIDE = "hosts/house/runtime/web/docker-compose.override.yml";
const MIB = 1024 * 1024;

/** The way of a change, and of what somebody does by hand, through the steps of every workflow, in clean clones. */
describe("the whole loop", { timeout: 10 * minutes }, () => {
  let fleet: FleetSite;
  let server: PlatformServer;
  let runner: Runner;
  let folder: string;
  let origin: string;
  let plan: JobEnded;
  let recipient: string;

  beforeAll(async () => {
    fleet = await FleetSite.start();
    server = await PlatformServer.start();
    folder = await mkdtemp(path.join(tmpdir(), "homelab-loop-"));
    origin = path.join(folder, "origin.git");
    await execa("git", ["init", "--quiet", "--bare", "--initial-branch", "main", origin]);
    await fleet.git("remote", "add", "origin", origin);
    await fleet.git("push", "--quiet", "origin", "main");
    runner = await Runner.create(origin);
    recipient = await newIdentity(path.join(folder, "identity"));
    server.environments.set("plan", { deployment_branch_policy: { protected_branches: true }, protection_rules: [] });
    server.environments.set(SITE, {
      deployment_branch_policy: { protected_branches: true },
      protection_rules: [{ type: "required_reviewers", reviewers: [{ type: "User" }] }],
    });
  }, 8 * minutes);

  afterAll(async () => {
    await Promise.allSettled([fleet[Symbol.asyncDispose](), server[Symbol.asyncDispose](), runner[Symbol.asyncDispose]()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a job with what the settings of the repository and of its environments hold. */
  const job = async (
    file: string,
    name: string,
    more: Partial<JobRequest> & { readonly contexts?: JobRequest["contexts"] } = {},
  ): Promise<JobEnded> =>
    runner.run({
      file: `.github/workflows/${file}.yml`,
      job: name,
      ref: "refs/heads/main",
      env: server.env,
      machine: { HOMELAB_SSH_CONFIG: fleet.site.sshd.config },
      ...more,
      contexts: {
        github: { token: server.token },
        vars: {
          PULUMI_BACKEND_URL: pathToFileURL(fleet.backend).href,
          HOMELAB_MEMORY: path.join(folder, "memory"),
          HOMELAB_BUNDLE_RECIPIENTS: recipient,
        },
        secrets: {
          PULUMI_CONFIG_PASSPHRASE: (await readFile(path.join(fleet.root, ".homelab/passphrase"), "utf8")).trim(),
          HOMELAB_BUNDLE_IDENTITY: await readFile(path.join(folder, "identity"), "utf8"),
        },
        inputs: { site: SITE },
        matrix: { site: SITE },
        ...more.contexts,
      },
    });
  const drift = () => job("drift", "drift");

  it("shows a pull request what it would do, in a comment", async () => {
    await fleet.git("checkout", "--quiet", "-b", "more-memory");
    await replaceIn(path.join(fleet.root, OVERRIDE), "mem_limit: 64m", "mem_limit: 80m");
    const head = await fleet.commit("more memory for the web");
    const base = (await fleet.git("rev-parse", "main")).trim();
    await fleet.git("checkout", "--quiet", "main");
    await fleet.git("merge", "--quiet", "--no-ff", "--message", "Merge", head);
    await fleet.git("push", "--quiet", "origin", "HEAD:refs/pull/1/merge");
    server.pullRequest(1, { run: 10, from: "owner", branch: "more-memory", sha: head, base, files: [OVERRIDE] });
    server.parents.set((await fleet.git("rev-parse", "HEAD")).trim(), [base, head]);
    const preview = await job("preview", "review", {
      ref: "refs/pull/1/merge",
      env: { GITHUB_REPOSITORY: "owner/homelab" },
      machine: {},
      contexts: { vars: {}, secrets: {}, github: {} },
    });
    expect(preview.ok, preview.log).toBe(true);
    const workflow_run = { id: 10, event: "pull_request", conclusion: "success" };
    const comment = await job("comment", "comment", {
      machine: {},
      contexts: { github: { token: server.token, event: { workflow_run, repository: { default_branch: "refs/heads/main" } } } },
    });
    expect(comment.ok, comment.log).toBe(true);
    expect(server.comments[0]?.body).toContain("services.web.mem&#95;limit</code>: <code>64 MiB</code> → <code>80 MiB</code>");
    expect(server.comments[0]?.body).toContain(`| <code>${NODE}</code> | <code>web</code> | made anew |`);
  });

  it("plans after the merge, and hands on what would change and its sum", async () => {
    await fleet.git("push", "--quiet", "origin", "main");
    plan = await job("up-site", "plan");
    expect(plan.ok, plan.log).toBe(true);
    expect(plan.outputs["changes"]).toBe("true");
    expect(plan.outputs["sha256"]).toMatch(/^[0-9a-f]{64}$/);
    expect(plan.summary).toContain("Plan for site");
    expect(await fleet.memoryOf("web")).toBe(String(64 * MIB));
  });

  it("applies nothing before somebody approved, nor another sum than the approved one", async () => {
    const apply = (sha256: string) =>
      job("up-site", "apply", {
        env: { ...server.env, GITHUB_RUN_ID: "20" },
        contexts: { needs: { plan: { outputs: { ...plan.outputs, sha256 } } } },
      });
    const nobody = await apply(plan.outputs["sha256"] ?? "");
    expect(nobody.ok).toBe(false);
    expect(nobody.log).toContain(`nobody approved run 20 for the environment ${SITE}`);
    server.approvals = [{ state: "approved", user: { login: "ann" }, environments: [{ name: SITE }] }];
    const other = await apply("0".repeat(64));
    expect(other.ok).toBe(false);
    expect(other.log).toContain("the plan is refused, and nothing was touched:");
    expect(await fleet.memoryOf("web")).toBe(String(64 * MIB));
  });

  it("applies what was approved, proves it, and records who approved", async () => {
    const applied = await job("up-site", "apply", {
      env: { ...server.env, GITHUB_RUN_ID: "20" },
      contexts: { needs: { plan: { outputs: plan.outputs } } },
    });
    expect(applied.ok, applied.log).toBe(true);
    expect(applied.log).toContain("applied and proven");
    expect(await fleet.memoryOf("web")).toBe(String(80 * MIB));
    const record = await readFile(
      path.join(fleet.backend, ".homelab/applies/homelab", SITE, `${plan.outputs["sha256"] ?? ""}.json`),
      "utf8",
    );
    expect(JSON.parse(record)).toMatchObject({ approvedBy: "ann", outcome: "applied" });
  });

  it("opens one issue for what somebody does by hand, however often it looks", async () => {
    await fleet.site.node.docker("update", "--memory", "96m", "--memory-swap", "192m", "web");
    const first = await drift();
    expect(first.ok, first.log).toBe(true);
    expect(first.log).toContain(`Opened issue 102 for ${SITE}/${NODE}/web.`);
    const again = await drift();
    expect(again.ok, again.log).toBe(true);
    expect(server.issues).toHaveLength(1);
    expect(server.issues[0]).toMatchObject({ title: `Drift: web on ${NODE}`, state: "open" });
    expect(server.issues[0]?.body).toContain("services.web.mem&#95;limit");
  });

  it("closes it once what was done is adopted, merged and applied", async () => {
    await fleet.git("checkout", "--quiet", "main");
    const adopted = await fleet.tool("adopt", [SITE, "web"]);
    expect(adopted.exitCode, adopted.all).toBe(0);
    await fleet.commit("adopt what the node does");
    await fleet.git("push", "--quiet", "origin", "main");
    plan = await job("up-site", "plan");
    expect(plan.ok, plan.log).toBe(true);
    const applied = await job("up-site", "apply", {
      env: { ...server.env, GITHUB_RUN_ID: "30" },
      contexts: { needs: { plan: { outputs: plan.outputs } } },
    });
    expect(applied.ok, applied.log).toBe(true);
    expect(applied.log).toContain("applied and proven");
    const looked = await drift();
    expect(looked.ok, looked.log).toBe(true);
    expect(looked.log).toContain("Closed issue 102");
    expect(server.issues).toMatchObject([{ state: "closed" }]);
    expect(server.comments.at(-1)).toMatchObject({ issue: 102, body: "The node is as it was applied again." });
    expect(await fleet.memoryOf("web")).toBe(String(96 * MIB));
  });
});
