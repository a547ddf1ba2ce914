import { relative, resolve, sep } from "node:path";
import { execa } from "execa";
import { oneLine } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";

/** What git says about a checkout. */
export interface Revision {
  /** The commit that is checked out, 40 hexadecimal digits. */
  readonly commit: string;
  /** Files that are not as in that commit, untracked ones included, by their path in the checkout. */
  readonly changed: readonly string[];
}

/** So many files are named when there are more. */
const NAMED = 5;

/**
 * The commit of a checkout and what differs from it; what git ignores does not count.
 *
 * @param except a folder that may lie in the checkout without being part of it (a bundle that was downloaded there)
 * @throws ExpectedError when it is no git checkout with a commit
 */
export async function revisionOf(root: string, except?: string): Promise<Revision> {
  const head = await git(root, ["rev-parse", "--verify", "HEAD^{commit}"]);
  if (head.exitCode !== 0)
    throw new ExpectedError(`${root} has no commit that a plan could be bound to: ${oneLine(head.stderr.trim())}; fix: commit first`);
  const status = await git(root, ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"]);
  if (status.exitCode !== 0) throw new ExpectedError(`git status in ${root}: ${oneLine(status.stderr.trim())}`);
  const inside = except === undefined ? undefined : relative(root, resolve(except)).split(sep).join("/");
  const changed = status.stdout
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => entry.slice(3))
    .filter((path) => inside === undefined || inside === "" || inside.startsWith("..") || !path.startsWith(`${inside}/`));
  return { commit: head.stdout.trim(), changed };
}

/** The changed files for a message: the first few by name. */
export function namedFiles(changed: readonly string[]): string {
  const more = changed.length - NAMED;
  return `${changed.slice(0, NAMED).map(oneLine).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

async function git(root: string, args: readonly string[]): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  // Without optional locks a look does not disturb somebody's git at work.
  const result = await execa("git", ["--no-optional-locks", "-C", root, ...args], {
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
  });
  if (result.exitCode === undefined) throw new ExpectedError(`cannot run git: ${result.message}; a plan is bound to a commit`);
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
