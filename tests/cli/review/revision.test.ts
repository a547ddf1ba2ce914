import { execa } from "execa";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { changedPaths, commitOf, layOut, partedAt, trailers } from "../../../cli/review/revision.ts";

describe("the revisions of a review", () => {
  let root: string;
  const git = async (...args: string[]) =>
    (
      await execa("git", ["-c", "user.name=A", "-c", "user.email=a@example.net", "-c", "commit.gpgsign=false", ...args], {
        cwd: root,
        stdin: "ignore",
      })
    ).stdout;
  const commit = async (file: string, text: string, message: string): Promise<string> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
    return git("rev-parse", "HEAD");
  };

  beforeAll(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), "homelab-revision-")));
    await git("init", "--quiet", "--initial-branch", "main");
    await commit("package-lock.json", "{}", "first");
    await mkdir(path.join(root, "node_modules"));
    await writeFile(path.join(root, ".git/info/exclude"), "node_modules\n");
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("are compared from where they parted, so that the base's own progress is not held against the head", async () => {
    const start = await commitOf(root, "main");
    await git("checkout", "--quiet", "-b", "change");
    const head = await commit("services/a.yaml", "a", "a change");
    await git("checkout", "--quiet", "main");
    const base = await commit("services/b.yaml", "b", "progress");
    expect(await partedAt(root, base, head)).toBe(start);
    expect(await changedPaths(root, start, head)).toEqual(["services/a.yaml"]);
    await expect(partedAt(root, base, (await git("commit-tree", `${base}^{tree}`, "-m", "an orphan")).trim())).rejects.toThrow(
      "have no common ancestor here; fix: fetch the whole history",
    );
  });

  it("name every file that differs, whatever its name is, and both ends of a rename", async () => {
    const before = await commitOf(root, "main");
    const name = 'services/$(touch x) `id` |\n"ü".conf';
    await commit(name, "1", "a strange name");
    await git("mv", "services/b.yaml", "services/c.yaml");
    await git("commit", "--quiet", "--message", "rename");
    expect((await changedPaths(root, before, "HEAD")).sort()).toEqual([name, "services/b.yaml", "services/c.yaml"].sort());
  });

  it("carry the words of their commits, the latest first, and nothing that is no trailer", async () => {
    const before = await commitOf(root, "main");
    await commit("services/c.yaml", "1", "one\n\nNo-Effect: the first reason");
    await commit("services/c.yaml", "2", "two\n\nNo-Effect: in the middle\n\nof the text");
    await commit("services/c.yaml", "3", "three\n\nNo-Effect: a reason\n that goes on\nSigned-off-by: A <a@example.net>");
    expect(await trailers(root, before, "HEAD", "No-Effect")).toEqual(["a reason that goes on", "the first reason"]);
  });

  it("that are none are refused, options too", async () => {
    await expect(commitOf(root, "nothing")).rejects.toThrow(
      'there is no revision "nothing"; fix: name a branch, a tag or a commit of this clone, or fetch it first',
    );
    await expect(commitOf(root, "--all")).rejects.toThrow('there is no revision "--all"');
    await expect(commitOf(root, "HEAD:package-lock.json")).rejects.toThrow("there is no revision");
  });

  it("are laid out beside the checkout with its packages, run no hook, and leave nothing behind", async () => {
    await writeFile(path.join(root, ".git/hooks/post-checkout"), `#!/bin/sh\ntouch ${root}/.git/hook-ran\n`, { mode: 0o755 });
    const head = await commitOf(root, "HEAD");
    let place = "";
    {
      await using revision = await layOut(root, head);
      place = revision.root;
      expect(await readFile(path.join(place, "package-lock.json"), "utf8")).toBe("{}");
      expect((await lstat(path.join(place, "node_modules"))).isSymbolicLink()).toBe(true);
    }
    expect(existsSync(path.dirname(place))).toBe(false);
    expect(existsSync(path.join(root, "node_modules"))).toBe(true);
    expect(existsSync(path.join(root, ".git/hook-ran"))).toBe(false);
    expect((await git("worktree", "list")).split("\n")).toHaveLength(1);
    expect(await git("status", "--porcelain")).toBe("");
  });

  it("that bring their own packages are refused, and nothing is left of them", async () => {
    await rm(path.join(root, "node_modules"), { recursive: true });
    await git("checkout", "--quiet", "-b", "own");
    await writeFile(path.join(root, "node_modules"), "x");
    await git("add", "--force", "node_modules");
    await git("commit", "--quiet", "--message", "packages");
    await expect(layOut(root, await commitOf(root, "own"))).rejects.toThrow("holds a node_modules of its own; fix: take it out of git");
    expect((await git("worktree", "list")).split("\n")).toHaveLength(1);
  });
});
