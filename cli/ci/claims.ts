import type { Review } from "../review/document.ts";
import { asking, type Platform } from "./platform.ts";
import { ExpectedError } from "../../setup/expected.ts";

/** What the platform knows of a pull request and of the run that reviewed it. */
export interface PlatformFacts {
  readonly number: number;
  /** The commit that is asked to be merged. */
  readonly head: string;
  /** The branch that it is to be merged into, and its commit when the platform last looked. */
  readonly base: { readonly ref: string; readonly sha: string };
  /** Where the two parted, where the platform says so (Forgejo). */
  readonly mergeBase?: string;
  /** How the run ended, in the platform's word; undefined while nobody says so. */
  readonly conclusion?: string;
  /** The file of the workflow that ran, as the platform has it; undefined where the job itself comments. */
  readonly workflow?: string;
}

/** The one workflow whose review is shown. A pull request may bring another one of the same name. */
const WORKFLOW = ".github/workflows/preview.yml";

const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/**
 * What a review claims about itself and the platform says otherwise, a sentence each. Nothing in the file is taken on trust: which
 * commits it is about, how its run ended, and which workflow made it.
 */
export async function contradictions(platform: Platform, facts: PlatformFacts, review: Review): Promise<string[]> {
  const found: string[] = [];
  const workflow = facts.workflow?.split("@")[0];
  if (workflow !== undefined && workflow !== WORKFLOW) found.push(`it was made by the workflow ${workflow}, not by ${WORKFLOW}`);
  if (facts.conclusion !== undefined && facts.conclusion !== (review.ok ? "success" : "failure"))
    found.push(`it says that the change ${review.ok ? "is in order" : "is not in order"}, and its run ended with ${facts.conclusion}`);
  if (review.program !== "base") found.push("it was rendered by the change's own program");
  if (!COMMIT.test(review.base) || review.head === null || !COMMIT.test(review.head)) return [...found, "it does not name its commits"];
  if (review.head !== facts.head) {
    const parents = await parentsOf(platform, review.head);
    if (parents.length !== 2 || parents[0] !== review.base || parents[1] !== facts.head)
      found.push(`it is about ${review.head}, and the run was for ${facts.head} and its trial merge`);
  }
  if (review.base !== facts.base.sha && review.base !== facts.mergeBase && !(await isOnBranch(platform, review.base, facts.base.ref)))
    found.push(`it compares with ${review.base}, which is not on ${facts.base.ref}`);
  return found;
}

async function parentsOf({ api, owner, repo }: Platform, commit: string): Promise<string[]> {
  const answer = await known(() => api.rest.git.getCommit({ owner, repo, commit_sha: commit }));
  return answer?.data.parents.map(({ sha }) => sha) ?? [];
}

async function isOnBranch({ api, owner, repo }: Platform, commit: string, branch: string): Promise<boolean> {
  const answer = await known(() =>
    api.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${commit}...${branch}`, per_page: 1 }),
  );
  return answer?.data.status === "ahead" || answer?.data.status === "identical";
}

/** The platform's answer; undefined when it does not know what was asked for. */
async function known<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await asking(ask);
  } catch (error) {
    if (error instanceof ExpectedError) return undefined;
    throw error;
  }
}

/**
 * The files of a pull request, as the platform lists them: those of renamed files twice.
 *
 * @returns undefined when it does not list all of them
 */
export async function filesOf({ api, owner, repo }: Platform, number: number): Promise<string[] | undefined> {
  const place = { owner, repo, pull_number: number };
  const [files, pull] = await Promise.all([
    known(() => api.paginate(api.rest.pulls.listFiles, { ...place, per_page: 100 })),
    known(() => api.rest.pulls.get(place)),
  ]);
  // GitHub lists at most 3,000 of them.
  const count = pull?.data.changed_files;
  if (files === undefined || (count !== undefined && count > files.length)) return undefined;
  return files.flatMap(({ filename, previous_filename: before }) => (before === undefined ? [filename] : [filename, before]));
}
