import { execa } from "execa";
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { reviewDocument, type Review } from "../../cli/review/document.ts";
import { repository } from "../support/checkout.ts";
import { runTool, type Ended } from "../support/tool.ts";
import { Origin, replaceIn } from "../workflows/support/origin.ts";

const minutes = 60_000;
const OVERRIDE = "hosts/vps/runtime/outline/docker-compose.override.yml";

describe("npm run review", { timeout: 5 * minutes }, () => {
  let origin: Origin;
  let folder: string;

  beforeAll(async () => {
    origin = await Origin.create();
    await symlink(path.join(repository, "node_modules"), path.join(origin.clone, "node_modules"));
    // The rule of .gitignore is about a folder, and this is a link.
    await appendFile(path.join(origin.clone, ".git/info/exclude"), "node_modules\n");
    folder = await mkdtemp(path.join(tmpdir(), "homelab-review-e2e-"));
  }, 5 * minutes);
  afterAll(async () => {
    await origin[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function reviewed(
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended & { readonly found: Review; readonly markdown: string }> {
    const [json, markdown] = [path.join(folder, "review.json"), path.join(folder, "review.md")];
    await Promise.all([json, markdown].map((file) => rm(file, { force: true })));
    const ended = await runTool(origin.clone, "review", ["--base", "origin/main", "--json", json, "--markdown", markdown, ...args], env);
    const text = await readFile(json, "utf8").catch(() => "");
    if (text === "") throw new Error(ended.all);
    return { ...ended, found: reviewDocument.parse(JSON.parse(text)), markdown: await readFile(markdown, "utf8") };
  }

  /** A branch of its own for each change. */
  const branch = (name: string) => origin.git("checkout", "--quiet", "-B", name, "origin/main");

  it("says what a removed service takes with it, and leaves the clone as it was", async () => {
    await branch("without-joplin");
    await origin.commit("no joplin any more", async (root) => {
      await rm(path.join(root, "services/joplin"), { recursive: true });
      await rm(path.join(root, "hosts/vps/runtime/joplin"), { recursive: true });
      await replaceIn(path.join(root, "hosts/vps/services.yaml"), /^ {2}joplin: .*\n/m, "");
    });
    const { exitCode, all, found, markdown } = await reviewed();
    expect(exitCode, all).toBe(0);
    const dangers = found.sites.flatMap(({ dangers: own }) => own.map(({ kind, name }) => `${kind} ${name}`));
    expect(dangers).toContain("delete VPS/joplin/project");
    expect(dangers).toContain("data VPS/joplin/volume/joplin_postgres_data");
    expect(dangers).toContain("delete VPS/joplin/host/notes.example.net");
    expect(markdown).toMatch(/Look at this first[^]*the volume stays on the node[^]*#### Containers[^]*joplin-postgres[^]*stopped/);
    expect(await origin.git("status", "--porcelain")).toBe("");
    expect((await origin.git("worktree", "list")).split("\n")).toHaveLength(1);
  });

  it("refuses a change that renders to nothing until the commit says that it is meant", async () => {
    await branch("comment");
    await origin.commit("a comment", (root) => replaceIn(path.join(root, OVERRIDE), "services:", "# Sized in May.\nservices:"));
    const refused = await reviewed();
    expect(refused.exitCode).toBe(1);
    expect(refused.found.withoutEffect).toEqual({ paths: [OVERRIDE] });
    await origin.git("commit", "--quiet", "--amend", "--message", "a comment\n\nNo-Effect: it only says when");
    const meant = await reviewed();
    expect(meant.exitCode, meant.all).toBe(0);
    expect(meant.found.withoutEffect).toEqual({ paths: [OVERRIDE], reason: "it only says when" });
  });

  it("judges by the base's pack, whatever the change makes of the rules", async () => {
    await branch("soft-rules");
    await origin.commit("no rules", async (root) => {
      await replaceIn(path.join(root, OVERRIDE), /mem_limit: 512m\n {4}memswap_limit: 512m/, "mem_limit: 900m\n    memswap_limit: 900m");
      await replaceIn(
        path.join(root, "src/rules/memory/memory-budget.ts"),
        /export function memoryBudget\(([^)]*)\)([^{]*)\{/,
        "export function memoryBudget($1)$2{\n  if (Date.now() > 0) return [];",
      );
    });
    const { exitCode, found } = await reviewed();
    expect(exitCode).toBe(1);
    expect(found.ok).toBe(false);
    expect(
      found.sites
        .find(({ site }) => site === "vps")
        ?.findings.filter(({ level, fresh }) => level === "mandatory" && fresh)
        .map(({ policy }) => policy),
    ).toContain("memory-budget");
    expect(found.alsoChanged).toContain("the program");
  });

  it("compares with the recorded state as well where there is one", async () => {
    await branch("recorded");
    await origin.commit("more memory", (root) =>
      replaceIn(path.join(root, OVERRIDE), /mem_limit: 512m\n {4}memswap_limit: 512m/, "mem_limit: 520m\n    memswap_limit: 520m"),
    );
    const state = path.join(folder, "state");
    await execa("mkdir", ["-p", state]);
    const { exitCode, all, found, markdown } = await reviewed([], {
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
    });
    expect(exitCode, all).toBe(0);
    const vps = found.sites.find(({ site }) => site === "vps");
    expect(vps?.resources.map(({ name, operation }) => `${operation} ${name}`)).toEqual(["update VPS/outline/project"]);
    // Nothing was ever applied to this state: all of it would be made.
    expect(vps?.recorded?.counts["create"]).toBeGreaterThan(20);
    expect(markdown).toContain("against its recorded state");
  });

  it("names what is wrong with what it was asked", async () => {
    const wrong = await runTool(origin.clone, "review", ["--base", "--output=/tmp/x", "--head", "HEAD"]);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toMatch(/there is no revision "--output=\/tmp\/x"; fix: name a branch, a tag or a commit/);
    const limit = await runTool(origin.clone, "review", ["--limit", "12"]);
    expect(limit.stderr).toBe('--limit "12" is no size of a comment; allowed: 400 to 10000000 characters');
  });

  // The last one: git takes the link away with the branch.
  it("does not take packages that the change brings along", async () => {
    await branch("own-packages");
    await origin.commit("packages", async (root) => {
      await writeFile(path.join(folder, "packages"), "x");
      await execa(
        "git",
        [
          "update-index",
          "--add",
          "--cacheinfo",
          `120000,${(await execa("git", ["hash-object", "-w", path.join(folder, "packages")], { cwd: root })).stdout},node_modules`,
        ],
        { cwd: root },
      );
    });
    const refused = await runTool(origin.clone, "review", ["--base", "origin/main"]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/holds a node_modules of its own; fix: take it out of git/);
  });
});
