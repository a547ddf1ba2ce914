import { lstatSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { oneLine } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { DATA_FOLDERS, SITE_SETTINGS } from "./paths.ts";

/** So many paths are named when there are more. */
const NAMED = 10;

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
 * Refuses a commit that holds what only this machine writes: a file that is ignored here and came with the change, a folder of ours, a
 * package. Laid out, it would be run or believed.
 *
 * @param paths the files in which the commit differs from its base
 * @throws ExpectedError with their names
 */
export async function refuseBrought(root: string, commit: string, paths: readonly string[]): Promise<void> {
  const tree = (await git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)).stdout.split("\0");
  const there = new Set(tree);
  const ours = tree.filter((path) => /(^|\/)(\.homelab|node_modules)(\/|$)/i.test(path));
  if (ours.includes("node_modules")) throw new ExpectedError(`${commit} holds a node_modules of its own; fix: take it out of git`);
  const asked = paths.filter((path) => there.has(path));
  const ignored = asked.length === 0 ? [] : await ignoredAmong(root, asked);
  const found = [...new Set([...ours, ...ignored])];
  if (found.length === 0) return;
  const names = `${found.slice(0, NAMED).map(oneLine).join(", ")}${found.length > NAMED ? ` and ${String(found.length - NAMED)} more` : ""}`;
  throw new ExpectedError(
    `${commit} holds files that only a machine writes: ${names}; allowed: no file that is ignored here; fix: take them out of git (git rm --cached)`,
  );
}

async function ignoredAmong(root: string, paths: readonly string[]): Promise<string[]> {
  const result = await execa("git", ["-c", "core.hooksPath=/dev/null", "check-ignore", "--no-index", "-z", "--stdin"], {
    cwd: root,
    input: paths.join("\0"),
    reject: false,
  });
  // 1 says that none of them is ignored.
  if (result.exitCode !== 0 && result.exitCode !== 1) throw new ExpectedError(`git check-ignore in ${root}: ${oneLine(result.stderr)}`);
  return result.stdout.split("\0").filter((path) => path !== "");
}

/**
 * Puts the data of another commit into a folder where one is laid out: the program and everything that decides stay those of the one,
 * what is rendered is the other's.
 *
 * @throws ExpectedError when the data hold links, which could point anywhere on this machine
 */
async function putData(root: string, place: string, commit: string): Promise<void> {
  const entries = (await git(root, "ls-tree", "-r", "-z", "--full-tree", commit)).stdout.split("\0").flatMap((line) => {
    const [, mode = "", path = ""] = /^(\d+) [^\t]*\t(.*)$/s.exec(line) ?? [];
    const data = DATA_FOLDERS.some((folder) => path === folder || path.startsWith(`${folder}/`)) || SITE_SETTINGS.test(path);
    return data ? [{ mode, path }] : [];
  });
  const links = entries.filter(({ mode, path }) => !mode.startsWith("100") || (DATA_FOLDERS as readonly string[]).includes(path));
  if (links.length > 0) {
    const names = links.slice(0, NAMED).map(({ path }) => oneLine(path));
    throw new ExpectedError(`${commit} holds what is no regular file among its data: ${names.join(", ")}; allowed: regular files`);
  }
  for (const folder of DATA_FOLDERS) await rm(join(place, folder), { recursive: true, force: true });
  for (const name of await readdir(place)) if (SITE_SETTINGS.test(name)) await rm(join(place, name));
  const listed = entries.map(({ path }) => `${path}\0`).join("");
  const { exitCode, stderr } = await execa(
    "git",
    ["-c", "core.hooksPath=/dev/null", "--literal-pathspecs", "checkout", commit, "--pathspec-from-file=-", "--pathspec-file-nul"],
    { cwd: place, input: listed, reject: false },
  );
  if (listed !== "" && exitCode !== 0) throw new ExpectedError(`the data of ${commit} cannot be laid out: ${stderr.trim()}`);
}

/** How a commit is laid out. */
export interface LayOutOptions {
  /** A commit whose data take the place of its own. @default its own */
  readonly data?: string;
  /** Whether it is to run: without packages it is only read. @default true */
  readonly packages?: boolean;
}

/**
 * Lays a commit's files out in a folder of their own, a git worktree outside the checkout. The packages of the checkout
 * are shared when both ask for the same; else they are installed, without running any script of theirs.
 *
 * @throws ExpectedError when git or npm refuses
 */
export async function layOut(root: string, commit: string, { data, packages = true }: LayOutOptions = {}): Promise<Revision> {
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
    else if (packages) await installPackages(place);
    if (data !== undefined) await putData(root, place, data);
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
