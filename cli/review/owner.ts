import { execa } from "execa";

/** How git notes in its log of references that a commit was made in this very clone; none of it comes with a fetch. */
const MADE_HERE =
  /^(commit( \((initial|amend|merge|cherry-pick)\))?|rebase( -i)? \((pick|reword|edit|squash|fixup|continue|finish)\)|revert|merge [^:]*: Merge made|pull[^:]*: Merge made)/;

/**
 * Whether every commit between two is the owner's: its author and its committer have the address of this clone's `user.email`, and it
 * was made in this clone. The addresses alone prove nothing, since everybody may write any; where a commit was made stands in the
 * clone's own log of references, which nobody can send.
 */
export async function isOwn(root: string, base: string, head: string): Promise<boolean> {
  const { stdout: email } = await git(root, "config", "user.email");
  if (email.trim() === "") return false;
  const [commits, moves] = await Promise.all([
    git(root, "log", "--format=%H%x00%ae%x00%ce", `${base}..${head}`),
    git(root, "log", "--walk-reflogs", "--all", "--format=%H%x00%gs"),
  ]);
  if (commits.exitCode !== 0 || moves.exitCode !== 0) return false;
  const made = new Set(rows(moves.stdout).flatMap(([commit = "", what = ""]) => (MADE_HERE.test(what) ? [commit] : [])));
  const own = (address: string | undefined) => address?.toLowerCase() === email.trim().toLowerCase();
  return rows(commits.stdout).every(([commit = "", author, committer]) => own(author) && own(committer) && made.has(commit));
}

/** Who wrote the commits between two, each person once. */
export async function authorsOf(root: string, base: string, head: string): Promise<string[]> {
  const { stdout } = await git(root, "log", "--format=%an <%ae>", `${base}..${head}`);
  return [...new Set(stdout.split("\n").filter((line) => line !== ""))];
}

function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\0"));
}

async function git(root: string, ...args: string[]) {
  const result = await execa("git", args, { cwd: root, stdin: "ignore", reject: false });
  return { stdout: result.stdout, exitCode: result.exitCode ?? 1 };
}
