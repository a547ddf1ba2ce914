import { readFile, stat } from "node:fs/promises";
import { reviewDocument, type Review } from "../review/document.ts";
import { COMMENT_LIMIT, renderReview } from "../review/markdown/render.ts";
import { prose, short } from "../review/markdown/escape.ts";
import { contradictions, filesOf, type PlatformFacts } from "./claims.ts";
import { asking, type Platform } from "./platform.ts";
import { warningAbout } from "./warning.ts";

/** By this the one comment is found again; nobody sees it. */
const MARKER = "<!-- homelab-review -->";

/** A larger file was not written by a review. */
const LARGEST = 64 * 1024 * 1024;

/** What a comment is made from. */
export interface CommentOptions {
  /** The file that the review left; nothing in it is trusted. */
  readonly review: string;
  /** The run that made it: the pull request is looked up by the platform, not taken from the file. */
  readonly run?: number;
  /** The pull request itself, where the platform gave its number to this very job. */
  readonly pull?: number;
  /** How the job ended that made it, where no run says so. */
  readonly conclusion?: string;
}

/**
 * Writes the review of a pull request as one comment, and over that one the next time.
 *
 * @returns a sentence about what was done
 * @throws ExpectedError when the platform refuses
 */
export async function commentReview(platform: Platform, options: CommentOptions): Promise<string> {
  const { run } = options;
  const pull = run === undefined ? await pullByNumber(platform, options.pull ?? 0, options.conclusion) : await pullOfRun(platform, run);
  if (pull === undefined) return "There is no open pull request at this commit any more: no comment.";
  const { believed, lines } = warningAbout(await filesOf(platform, pull.number));
  const found = believed ? await readReview(options.review) : undefined;
  const wrong = found === undefined ? [] : await contradictions(platform, pull, found);
  const top = lines.length === 0 ? "" : `${lines.join("\n")}\n`;
  const footer = `\n<sub>For ${pull.head.slice(0, 12)}${run === undefined ? "" : ` · [run](${platform.url}/actions/runs/${String(run)})`}</sub>\n`;
  const room = COMMENT_LIMIT - MARKER.length - footer.length - top.length - 4;
  const text = !believed ? "" : found === undefined ? UNREADABLE : wrong.length > 0 ? contradicted(wrong) : renderReview(found, room);
  return writeComment(platform, pull.number, `${MARKER}\n${top}${text}${footer}`);
}

const UNREADABLE = "### ❌ The preview left no review that can be read\n\nIts log says why.\n";

function contradicted(wrong: readonly string[]): string {
  const rows = wrong.map((sentence) => `- ${prose(short(sentence, 400))}`);
  return `### ❌ The review that the preview left does not fit what the platform says\n\nIt is not shown.\n\n${rows.join("\n")}\n`;
}

async function writeComment({ api, owner, repo, bot }: Platform, number: number, body: string): Promise<string> {
  const place = { owner, repo, issue_number: number };
  const comments = await asking(() => api.paginate(api.rest.issues.listComments, { ...place, per_page: 50 }));
  // Anybody may write the marker into a comment of theirs.
  const own = comments.find((comment) => comment.user?.login === bot && comment.body?.startsWith(MARKER) === true);
  if (own === undefined) {
    await asking(() => api.rest.issues.createComment({ ...place, body }));
    return `Commented on pull request ${String(number)}.`;
  }
  if (own.body === body) return `The comment on pull request ${String(number)} says so already.`;
  await asking(() => api.rest.issues.updateComment({ owner, repo, comment_id: own.id, body }));
  return `Updated the comment on pull request ${String(number)}.`;
}

/** The open pull request whose head the run was for. A run of a fork does not carry it, so it is found by branch and commit. */
async function pullOfRun({ api, owner, repo }: Platform, run: number): Promise<PlatformFacts | undefined> {
  const { data } = await asking(() => api.rest.actions.getWorkflowRun({ owner, repo, run_id: run }));
  // Whatever the client's types say: a fork that was deleted since is null in both answers.
  const from = data.head_repository as { owner: { login: string }; full_name: string } | null;
  if (data.event !== "pull_request" || from === null || data.head_branch === null) return undefined;
  const head = `${from.owner.login}:${data.head_branch}`;
  const pulls = await asking(() => api.paginate(api.rest.pulls.list, { owner, repo, state: "open", head, per_page: 50 }));
  // A platform that does not know the filter lists all of them.
  const found = pulls.find(
    (pull) =>
      pull.head.sha === data.head_sha &&
      pull.head.ref === data.head_branch &&
      (pull.head.repo as { full_name: string } | null)?.full_name === from.full_name,
  );
  if (found === undefined) return undefined;
  const { number, head: own, base } = found;
  const facts = { number, head: own.sha, base: { ref: base.ref, sha: base.sha }, workflow: data.path };
  return data.conclusion === null ? facts : { ...facts, conclusion: data.conclusion };
}

async function pullByNumber({ api, owner, repo }: Platform, number: number, conclusion?: string): Promise<PlatformFacts | undefined> {
  const { data } = await asking(() => api.rest.pulls.get({ owner, repo, pull_number: number }));
  if (data.state !== "open") return undefined;
  // Forgejo says where the two parted.
  const { merge_base: mergeBase } = data as { merge_base?: unknown };
  return {
    number: data.number,
    head: data.head.sha,
    base: { ref: data.base.ref, sha: data.base.sha },
    ...(typeof mergeBase === "string" ? { mergeBase } : {}),
    ...(conclusion === undefined ? {} : { conclusion }),
  };
}

/** The review in a file; undefined when it is not there or is anything else. */
async function readReview(file: string): Promise<Review | undefined> {
  try {
    if ((await stat(file)).size > LARGEST) return undefined;
    return reviewDocument.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}
