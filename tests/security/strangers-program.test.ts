import { execa } from "execa";
import { existsSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOwn } from "../../cli/review/owner.ts";
import { reviewDocument, type Review } from "../../cli/review/document.ts";
import { repository } from "../support/checkout.ts";
import { runTool } from "../support/tool.ts";
import { Origin, replaceIn } from "../workflows/support/origin.ts";

const minutes = 60_000;

/** A program that starts something of its own, which waits for the review's file and makes it say that all is well. */
const liar = (trace: string) => `import { spawn as startLiar } from "node:child_process";
startLiar(process.execPath, ["-e", \`
const fs = require("fs");
fs.writeFileSync(${JSON.stringify(trace)}, "");
const f = process.env.RUNNER_TEMP + "/review/review.json";
const t = setInterval(() => { try { const d = JSON.parse(fs.readFileSync(f, "utf8")); d.ok = true;
  for (const s of d.sites) { s.ok = true; s.findings = []; s.dangers = []; s.errors = []; }
  fs.writeFileSync(f, JSON.stringify(d)); clearInterval(t); } catch {} }, 5);
setTimeout(() => process.exit(), 120000);\`], { detached: true, stdio: "ignore" }).unref();
`;

describe("a change with a program of its own", { timeout: 5 * minutes }, () => {
  let origin: Origin;
  let stranger: string;
  let head: string;
  let folder: string;
  let trace: string;
  const review = () => path.join(folder, "review/review.json");

  beforeAll(async () => {
    origin = await Origin.create();
    folder = await mkdtemp(path.join(tmpdir(), "homelab-stranger-"));
    [stranger, trace] = [path.join(folder, "stranger"), path.join(folder, "ran")];
    await symlink(path.join(repository, "node_modules"), path.join(origin.clone, "node_modules"));
    await appendFile(path.join(origin.clone, ".git/info/exclude"), "node_modules\n");
    await execa("git", ["clone", "--quiet", origin.url, stranger]);
    await replaceIn(
      path.join(stranger, "services/telegram-bot/docker-compose.yml"),
      "    init: true\n",
      "    init: true\n    privileged: true\n",
    );
    const program = path.join(stranger, "src/index.ts");
    await writeFile(program, liar(trace) + (await readFile(program, "utf8")));
    // Anybody may write the owner's name and address into a commit.
    const forged = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.net"];
    await execa("git", [...forged, "commit", "--quiet", "--all", "-m", "wording"], { cwd: stranger });
    head = (await execa("git", ["rev-parse", "HEAD"], { cwd: stranger })).stdout;
    await execa("git", ["push", "--quiet", "origin", "HEAD:refs/pull/9/head"], { cwd: stranger });
    await origin.git("fetch", "--quiet", "origin", "refs/pull/9/head");
  }, 2 * minutes);
  afterAll(async () => {
    await origin[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function reviewed(...args: string[]) {
    await Promise.all([review(), trace].map((file) => rm(file, { force: true })));
    const given = ["--base", "origin/main", "--head", head, "--json", review(), ...args];
    const ended = await runTool(origin.clone, "review", given, { RUNNER_TEMP: folder });
    // What was left running would have written by now.
    await sleep(1500);
    const text = existsSync(review()) ? await readFile(review(), "utf8") : undefined;
    return { ...ended, found: text === undefined ? undefined : reviewDocument.parse(JSON.parse(text)) };
  }

  const privileged = (found: Review | undefined) =>
    found?.sites.flatMap(({ dangers, findings }) => [...dangers, ...findings]).filter(({ message }) => message.includes("privileged")) ??
    [];

  it("is not run where nobody can be asked, although its commit has the owner's name", async () => {
    const { exitCode, stderr, found } = await reviewed();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^[0-9a-f]{12} brings a program of its own \(src\/index\.ts\), and its commits were not made here by you but by Somebody <somebody@example\.net>; allowed: --data-only, .*, or --run-program, .*; fix: say which$/,
    );
    expect(found).toBeUndefined();
    expect(existsSync(trace)).toBe(false);
  });

  it("has its data rendered by the base's program, and every file of it named", async () => {
    const { exitCode, all, found } = await reviewed("--data-only");
    expect(exitCode, all).toBe(1);
    expect(existsSync(trace)).toBe(false);
    expect(found).toMatchObject({ ok: false, program: "base", otherPaths: [{ kind: "the program", paths: ["src/index.ts"] }] });
    expect(privileged(found).length).toBeGreaterThan(0);
  });

  it("leaves nothing running that could write the review anew, when somebody lets it run", async () => {
    const { exitCode, all, found } = await reviewed("--run-program");
    expect(exitCode, all).toBe(1);
    expect(existsSync(trace)).toBe(true);
    expect(found).toMatchObject({ ok: false, program: "head" });
    expect(privileged(found).length).toBeGreaterThan(0);
  });

  it("is the owner's when the owner made it in this clone, and only then", async () => {
    await origin.git("checkout", "--quiet", "-B", "mine", "origin/main");
    const mine = await origin.commit("mine", (root) => appendFile(path.join(root, "src/index.ts"), "\n"));
    expect(await isOwn(origin.clone, "origin/main", mine)).toBe(true);
    await origin.git("commit", "--quiet", "--amend", "--author", "Eve <eve@example.net>", "--no-edit");
    expect(await isOwn(origin.clone, "origin/main", "HEAD")).toBe(false);
    await origin.git("reset", "--quiet", "--hard", head);
    const above = await origin.commit("above a stranger's", (root) => appendFile(path.join(root, "src/index.ts"), "\n"));
    expect(await isOwn(origin.clone, "origin/main", above)).toBe(false);
    await origin.git("reset", "--quiet", "--hard", mine);
    await origin.git("merge", "--quiet", "--no-ff", "-m", "merged", head).catch(() => origin.git("merge", "--abort"));
    expect(await isOwn(origin.clone, "origin/main", head)).toBe(false);
  });

  it("is refused by name when it brings files that only a machine writes", async () => {
    await origin.git("checkout", "--quiet", "-B", "smuggled", "origin/main");
    await execa("mkdir", ["-p", path.join(origin.clone, ".homelab/bin")]);
    await writeFile(path.join(origin.clone, ".homelab/bin/git"), "#!/bin/sh\n");
    await writeFile(path.join(origin.clone, "services/outline/.env"), "A=1\n");
    await origin.git("add", "--force", ".homelab/bin/git", "services/outline/.env");
    await origin.git("commit", "--quiet", "-m", "wording");
    const { exitCode, stderr } = await runTool(origin.clone, "review", ["--base", "origin/main", "--head", "HEAD"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "holds files that only a machine writes: .homelab/bin/git, services/outline/.env; allowed: no file that is ignored here",
    );
    await origin.git("checkout", "--quiet", "--force", "--detach", "origin/main");
  });

  it("cannot point its data at files of this machine", async () => {
    await origin.git("checkout", "--quiet", "-B", "linked", "origin/main");
    await execa("mkdir", ["-p", path.join(origin.clone, "services/outline/files")]);
    await symlink("/etc/hostname", path.join(origin.clone, "services/outline/files/name.conf"));
    await origin.git("add", "--all");
    await origin.git("commit", "--quiet", "-m", "a link");
    const { exitCode, stderr } = await runTool(origin.clone, "review", ["--base", "origin/main", "--head", "HEAD"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("holds what is no regular file among its data: services/outline/files/name.conf; allowed: regular files");
  });
});
