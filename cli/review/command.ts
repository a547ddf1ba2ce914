import { randomUUID } from "node:crypto";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { formatProblem } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { checkout, POLICY_PACK } from "../../setup/places.ts";
import { setUp } from "../../setup/set-up.ts";
import { sitesOf } from "../../setup/settings.ts";
import { endLeftovers, MARK } from "./leftovers.ts";
import { COMMENT_LIMIT, renderReview } from "./markdown/render.ts";
import { whoseProgram, type ProgramOptions } from "./own-program.ts";
import { emptyBackend, renderSites } from "./rendered.ts";
import { secretsTracked } from "../secrets/tracked.ts";
import { changedPaths, commitOf, layOut, partedAt, refuseBrought, trailers } from "./revision.ts";
import { review } from "./review.ts";
import { wordingOnly } from "./wording.ts";

/** How a review is asked for. */
export interface ReviewOptions extends ProgramOptions {
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
 * Renders two revisions through the engine on an empty state, offline and without secrets, and says what differs. The head's data are
 * rendered by the base's program; a program of its own runs when it is the owner's, or when a person says so. The base's policy pack
 * judges both. With a backend of its own (`PULUMI_BACKEND_URL`) the head is also previewed against that.
 *
 * @returns 0, or 1 when the head does not render, breaks a mandatory policy, holds a secret, or changes a file without any effect
 * @throws ExpectedError for revisions and numbers that are none, for files that only a machine writes, and when nobody said whether a
 * stranger's program may run
 */
export async function reviewRevisions(options: ReviewOptions, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const limit = limitOf(options.limit);
  const root = checkout();
  const head = await commitOf(root, options.head);
  const base = await partedAt(root, await commitOf(root, options.base), head);
  const paths = await changedPaths(root, base, head);
  await refuseBrought(root, head, paths);
  const program = await whoseProgram(root, { base, head, paths }, options);
  // A stranger's program is not shown the state.
  const hasBackend = (env["PULUMI_BACKEND_URL"] ?? "") !== "" && (program.of === "base" || program.own);
  const ready = await setUp({ plugins: "offline" });
  const recording = hasBackend ? await setUp({ plugins: "preview" }) : undefined;

  await using before = await layOut(root, base);
  await using after = program.of === "base" ? await layOut(root, base, { data: head }) : await layOut(root, head);
  const pack = join(before.root, POLICY_PACK);
  const backend = await emptyBackend(ready, [...sitesOf(before.root), ...sitesOf(after.root)]);
  const mark = randomUUID();
  const changed = { pack, env: { ...(program.of === "head" && !program.own ? withoutSecrets(env, ready.env) : {}), [MARK]: mark } };
  const rendering = () =>
    Promise.all([
      renderSites(after.root, ready, { ...changed, backend }),
      recording === undefined ? undefined : renderSites(after.root, recording, changed),
    ]);
  const olds = renderSites(before.root, ready, { pack, backend });
  // A program of its own is not started beside what it is compared with, and nothing of it is left when the files are written.
  if (program.of === "head") await olds;
  const [news, recorded] = await rendering().finally(() => (program.of === "head" ? endLeftovers(mark) : 0));
  const noEffect = options.allowNoEffect ?? (await trailers(root, base, head, TRAILER))[0];
  await using whole = await layOut(root, head, { packages: false });
  const secrets = await secretsTracked(whole.root, paths);
  const found = review({
    base,
    head,
    paths,
    secrets: secrets.map(formatProblem),
    wordingOnly: await wordingOnly(paths, before.root, after.root),
    program: program.of,
    before: await olds,
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

/** What a program that nobody knows may see of the environment; everything else is empty for it. */
const HARMLESS =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TERM|TMPDIR|SHELL|PWD|CI|NO_COLOR|FORCE_COLOR|XDG_\w+|NODE_COMPILE_CACHE|HOMELAB_REVIEW\w*)$/;

function withoutSecrets(env: NodeJS.ProcessEnv, engine: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.keys(env)
      .filter((name) => !HARMLESS.test(name) && engine[name] === undefined)
      .map((name) => [name, ""]),
  );
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
