import { lstatSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ExpectedError } from "../../setup/expected.ts";

/** The files of one commit, laid out so that the engine can run them. */
export interface Revision extends AsyncDisposable {
  /** The commit's full name. */
  readonly commit: string;
  /** The folder that holds its files. */
  readonly root: string;
}

/**
 * The commit that a revision names.
 *
 * @throws ExpectedError when there is no such commit here
 */
export async function commitOf(root: string, revision: string): Promise<string> {
  const { stdout, exitCode } = await git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
  if (exitCode === 0) return stdout.trim();
  throw new ExpectedError(
    `there is no revision ${JSON.stringify(revision)}; fix: name a branch, a tag or a commit of this clone, or fetch it first`,
  );
}

/**
 * Where two commits parted, so that what came to the base since then does not look as if the head took it away.
 *
 * @throws ExpectedError for commits without a common ancestor, and in a clone that is too shallow to know it
 */
export async function partedAt(root: string, base: string, head: string): Promise<string> {
  const { stdout, exitCode } = await git(root, "merge-base", base, head);
  if (exitCode === 0) return stdout.trim();
  throw new ExpectedError(
    `${base} and ${head} have no common ancestor here; fix: fetch the whole history (git fetch --unshallow, or fetch-depth: 0)`,
  );
}

/** The paths that differ between two commits, those of renamed files twice. */
export async function changedPaths(root: string, base: string, head: string): Promise<string[]> {
  const { stdout } = await git(root, "diff", "--name-only", "--no-renames", "-z", base, head);
  return stdout.split("\0").filter((path) => path !== "");
}

/** The values of a trailer in the messages of the commits between two, the latest first. */
export async function trailers(root: string, base: string, head: string, key: string): Promise<string[]> {
  const { stdout } = await git(root, "log", `--format=%(trailers:key=${key},valueonly,unfold)`, `${base}..${head}`);
  return stdout
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * Lays a commit's files out in a folder of their own, a git worktree outside the checkout. The packages of the checkout
 * are shared when both ask for the same; else they are installed, without running any script of theirs.
 *
 * @throws ExpectedError when git or npm refuses
 */
export async function layOut(root: string, commit: string): Promise<Revision> {
  const folder = await mkdtemp(join(tmpdir(), "homelab-review-"));
  const place = join(folder, "checkout");
  const revision: Revision = {
    commit,
    root: place,
    async [Symbol.asyncDispose]() {
      await git(root, "worktree", "remove", "--force", place);
      await rm(folder, { recursive: true, force: true });
      await git(root, "worktree", "prune");
    },
  };
  const added = await git(root, "worktree", "add", "--detach", "--force", "--quiet", place, commit);
  try {
    if (added.exitCode !== 0) throw new ExpectedError(`${commit} cannot be laid out: ${added.stderr.trim()}`);
    if (lstatSync(join(place, "node_modules"), { throwIfNoEntry: false }) !== undefined)
      throw new ExpectedError(`${commit} holds a node_modules of its own; fix: take it out of git`);
    if ((await lockOf(place)) === (await lockOf(root))) await symlink(join(root, "node_modules"), join(place, "node_modules"));
    else await installPackages(place);
  } catch (error) {
    await revision[Symbol.asyncDispose]();
    throw error;
  }
  return revision;
}

async function lockOf(root: string): Promise<string | undefined> {
  return readFile(join(root, "package-lock.json"), "utf8").catch(() => undefined);
}

async function installPackages(root: string): Promise<void> {
  const args = ["ci", "--ignore-scripts", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { exitCode, stderr } = await execa("npm", args, { cwd: root, stdin: "ignore", reject: false });
  if (exitCode !== 0) throw new ExpectedError(`the packages of the revision cannot be installed: ${stderr.trim().split("\n")[0] ?? ""}`);
}

/** Hooks stay off: laying out a stranger's commit must start nothing. */
async function git(root: string, ...args: string[]) {
  const result = await execa("git", ["-c", "core.hooksPath=/dev/null", ...args], { cwd: root, stdin: "ignore", reject: false });
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode ?? 1 };
}
