import type { SitePreview } from "../preview/run.ts";
import { urnName } from "../preview/events.ts";
import { changesOf } from "../preview/changes.ts";
import { parts } from "../policy/judgement.ts";
import { compareSites, type Pair } from "./changes.ts";
import { dangersOf } from "./dangers.ts";
import { destinationDangers } from "./destinations.ts";
import { reviewDocument, type Review, type ReviewedFinding, type ReviewedSite } from "./document.ts";
import { isInventory, pathsWithoutEffect } from "./effect.ts";
import { memoryBetween } from "./memory.ts";
import { otherPaths } from "./paths.ts";
import { restartsOf } from "./restarts.ts";

/** Everything a review is made of. */
export interface ReviewParts {
  /** Commits by their full names; without a head it is the working tree. */
  readonly base: string;
  readonly head: string | null;
  /** The files that differ. */
  readonly paths: readonly string[];
  /** Both renderings, by site. */
  readonly before: ReadonlyMap<string, SitePreview>;
  readonly after: ReadonlyMap<string, SitePreview>;
  /** The head against the recorded state, where there is one. */
  readonly recorded?: ReadonlyMap<string, SitePreview>;
  /** Why a change without an effect is right; undefined when nobody said so. */
  readonly noEffect?: string;
  /** What looks like a secret in the changed files. @default nothing */
  readonly secrets?: readonly string[];
  /** Whose program rendered the head. @default the base's */
  readonly program?: Review["program"];
  /** Files of `inventory/` in which only comments and descriptions differ. @default none */
  readonly wordingOnly?: readonly string[];
}

/** Longer texts and lists are cut, so that what one revision holds cannot swell the file without bound. */
const LONGEST_TEXT = 2000;
const LONGEST_LIST = 2000;

/** Puts together what a reviewer needs to know. It is `ok` when every site renders, keeps the policies, and no file is without effect. */
export function review({
  base,
  head,
  paths,
  before,
  after,
  recorded,
  noEffect,
  secrets = [],
  wordingOnly = [],
  program = "base",
}: ReviewParts): Review {
  const sites = [...new Set([...before.keys(), ...after.keys()])].sort();
  const compared = sites.map((site) => siteOf(site, before.get(site), after.get(site), recorded?.get(site)));
  // Where a site could not be compared nobody knows what has an effect.
  const known = compared.every(({ reviewed }) => reviewed.compared);
  const moved = compared.some(({ reviewed }) => reviewed.dangers.some(({ kind }) => kind === "credentials"));
  const idle = known
    ? pathsWithoutEffect(
        paths.filter((path) => !wordingOnly.includes(path) && !(moved && isInventory(path))),
        compared.map(({ reviewed, pairs }) => ({ site: reviewed.site, pairs })),
      )
    : [];
  // What is where is nothing that somebody may call without effect: credentials and logins go there.
  const refused = idle.some((path) => noEffect === undefined || isInventory(path));
  const document: Review = {
    version: 1,
    base,
    head,
    ok: compared.every(({ reviewed }) => reviewed.ok) && !refused && secrets.length === 0,
    sites: compared.map(({ reviewed }) => reviewed),
    withoutEffect: { paths: idle, ...(noEffect === undefined ? {} : { reason: noEffect }) },
    ...(secrets.length === 0 ? {} : { secrets: [...secrets] }),
    alsoChanged: otherPaths(paths).map(({ kind }) => kind),
    otherPaths: otherPaths(paths).map(({ kind, paths: files }) => ({ kind, paths: [...files] })),
    program,
  };
  return reviewDocument.parse(bounded(document));
}

function siteOf(
  site: string,
  before: SitePreview | undefined,
  after: SitePreview | undefined,
  recorded: SitePreview | undefined,
): { reviewed: ReviewedSite; pairs: Pair[] } {
  const renders = (preview: SitePreview | undefined): boolean => preview === undefined || preview.plan.errors.length === 0;
  const compared = renders(before) && renders(after) && before?.cancelled !== true && after?.cancelled !== true;
  const [olds, news] = [before?.plan.resources ?? [], after?.plan.resources ?? []];
  const pairs = compared ? compareSites(olds, news) : [];
  const reviewed: ReviewedSite = {
    site,
    ok: after === undefined || after.ok,
    compared,
    resources: pairs.map(({ resource }) => resource),
    dangers: [...(compared ? destinationDangers(olds, news) : []), ...pairs.flatMap(dangersOf)],
    restarts: pairs.flatMap(restartsOf),
    memory: compared ? memoryBetween(olds, news) : [],
    findings: findingsOf(before, after),
    errors: [...(after?.plan.errors ?? [])],
    warnings: [
      ...(after?.plan.warnings ?? []),
      ...(renders(before) ? [] : ["the base does not render this site, so there is nothing to compare it with"]),
    ],
    ...(recorded === undefined ? {} : { recorded: recordedOf(recorded) }),
  };
  return { reviewed, pairs };
}

/** The violations of the head, each with whether the base has it as well. */
function findingsOf(before: SitePreview | undefined, after: SitePreview | undefined): ReviewedFinding[] {
  const key = (violation: { policy: string; message: string; urn?: string }) =>
    JSON.stringify([violation.policy, violation.urn ?? "", violation.message]);
  const known = new Set((before?.plan.violations ?? []).map(key));
  return (after?.plan.violations ?? []).map((violation) => {
    const { message, allowed, fix } = parts(violation.message.split("\n").slice(1).join(" ") || violation.message);
    const about = violation.urn === undefined || violation.urn.includes("::pulumi:pulumi:Stack::") ? undefined : urnName(violation.urn);
    return {
      policy: violation.policy,
      level: violation.level,
      ...(about === undefined ? {} : { resource: about }),
      message,
      ...(allowed === undefined ? {} : { allowed }),
      ...(fix === undefined ? {} : { fix }),
      fresh: !known.has(key(violation)),
    };
  });
}

function recordedOf({ ok, plan }: SitePreview): NonNullable<ReviewedSite["recorded"]> {
  return {
    ok,
    counts: plan.counts,
    resources: plan.resources
      .filter(({ operation, type }) => operation !== "same" && operation !== "refresh" && !type.startsWith("homelab:components:"))
      .map(({ operation, urn, type, step }) => ({
        operation,
        type,
        name: urnName(urn),
        changes: changesOf(step).map(({ path, kind, from, to }) => ({
          path,
          kind,
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        })),
      })),
    errors: [...plan.errors],
  };
}

function bounded(value: unknown): unknown {
  if (typeof value === "string") return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT)}…`;
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(bounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bounded(item)]));
}
