import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatProblem } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { checkout, POLICY_PACK } from "../../setup/places.ts";
import { setUp } from "../../setup/set-up.ts";
import { sitesOf } from "../../setup/settings.ts";
import { COMMENT_LIMIT, renderReview } from "./markdown/render.ts";
import { emptyBackend, renderSites } from "./rendered.ts";
import { changedPaths, commitOf, layOut, partedAt, trailers } from "./revision.ts";
import { secretsTracked } from "../secrets/tracked.ts";
import { review } from "./review.ts";

/** How a review is asked for. */
export interface ReviewOptions {
  readonly base: string;
  readonly head: string;
  /** Where the data goes. */
  readonly json?: string;
  /** Where the Markdown goes. */
  readonly markdown?: string;
  /** The size of the Markdown, in characters. */
  readonly limit?: string;
  /** Why a change without an effect is right. */
  readonly allowNoEffect?: string;
}

/** The trailer of a commit message by which a change without an effect is said to be one. */
const TRAILER = "No-Effect";

/** The least that has room for a sentence and the largest comment any platform takes. */
const LIMITS = [400, 10_000_000] as const;

/**
 * Renders two revisions through the engine on an empty state, offline and without secrets, and says what differs. The base's
 * policy pack judges both. With a backend of its own (`PULUMI_BACKEND_URL`) the head is also previewed against that.
 *
 * @returns 0, or 1 when the head does not render, breaks a mandatory policy, holds a secret, or changes a file without any effect
 * @throws ExpectedError for revisions and numbers that are none
 */
export async function reviewRevisions(options: ReviewOptions, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const limit = limitOf(options.limit);
  const root = checkout();
  const head = await commitOf(root, options.head);
  const base = await partedAt(root, await commitOf(root, options.base), head);
  const hasBackend = (env["PULUMI_BACKEND_URL"] ?? "") !== "";
  const ready = await setUp({ plugins: "offline" });
  const recording = hasBackend ? await setUp({ plugins: "preview" }) : undefined;

  await using before = await layOut(root, base);
  await using after = await layOut(root, head);
  const pack = join(before.root, POLICY_PACK);
  const backend = await emptyBackend(ready, [...sitesOf(before.root), ...sitesOf(after.root)]);
  const [olds, news, recorded] = await Promise.all([
    renderSites(before.root, ready, { pack, backend }),
    renderSites(after.root, ready, { pack, backend }),
    recording === undefined ? undefined : renderSites(after.root, recording, { pack }),
  ]);
  const noEffect = options.allowNoEffect ?? (await trailers(root, base, head, TRAILER))[0];
  const paths = await changedPaths(root, base, head);
  const secrets = await secretsTracked(after.root, paths);
  const found = review({
    base,
    head,
    paths,
    secrets: secrets.map(formatProblem),
    before: olds,
    after: news,
    ...(recorded === undefined ? {} : { recorded }),
    ...(noEffect === undefined ? {} : { noEffect }),
  });

  const markdown = renderReview(found, limit);
  if (options.json !== undefined) await write(options.json, `${JSON.stringify(found, undefined, 2)}\n`);
  if (options.markdown !== undefined) await write(options.markdown, markdown);
  const summary = env["GITHUB_STEP_SUMMARY"] ?? "";
  if (summary !== "") await appendFile(summary, markdown);
  if (options.json === undefined && options.markdown === undefined) process.stdout.write(markdown);
  return found.ok ? 0 : 1;
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? COMMENT_LIMIT : Number(text);
  if (Number.isInteger(limit) && limit >= LIMITS[0] && limit <= LIMITS[1]) return limit;
  throw new ExpectedError(
    `--limit ${JSON.stringify(text)} is no size of a comment; allowed: ${String(LIMITS[0])} to ${String(LIMITS[1])} characters`,
  );
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
