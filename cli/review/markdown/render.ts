import { dangerLabels, worstFirst } from "../danger-kinds.ts";
import { formatBytes } from "../../../src/rules/index.ts";
import type { Review, ReviewedFinding, ReviewedMemory, ReviewedSite } from "../document.ts";
import { isInventory } from "../effect.ts";
import { programPaths } from "../paths.ts";
import { joinBlocks, type Block } from "./block.ts";
import { recordedBlocks, siteBlocks } from "./changes.ts";
import { code, prose, short } from "./escape.ts";

/** What GitHub takes as the body of a comment, in characters. */
export const COMMENT_LIMIT = 65_536;

const NAME = 160;
const SENTENCE = 600;
const FILES_A_ROW = 20;

/**
 * A review as Markdown, what is dangerous first. Everything that comes from the two revisions is shown as text, whatever it
 * holds, and what does not fit is cut between two rows.
 *
 * @param limit at most so many characters
 */
export function renderReview(review: Review, limit = COMMENT_LIMIT): string {
  const sites = review.sites;
  const [findings = nothing, advice = nothing] = findingBlocks(sites);
  return joinBlocks(
    [
      openedBlock(sites),
      headBlock(review),
      secretBlock(review),
      otherBlock(review),
      errorBlock(sites),
      dangerBlock(sites),
      findings,
      effectBlock(review),
      restartBlock(sites),
      memoryBlock(sites),
      ...sites.flatMap(siteBlocks),
      ...sites.flatMap(recordedBlocks),
      warningBlock(sites),
      advice,
    ].filter((block) => block.head.length > 0),
    limit,
  );
}

const nothing: Block = { head: [], rows: [], more: () => "" };

const lines = (count: number) => `- … and ${String(count)} more`;

function headBlock({ ok, sites, alsoChanged, otherPaths, program, base, head }: Review): Block {
  const changed = sites.filter(({ resources }) => resources.length > 0);
  const count = changed.reduce((sum, { resources }) => sum + resources.length, 0);
  const what =
    count === 0
      ? sites.every(({ compared }) => compared)
        ? "changes nothing on any node"
        : "could not be compared"
      : `changes ${plural(count, "resource")} on ${changed.length === 1 ? `site ${code(short(changed[0]?.site ?? "", NAME))}` : plural(changed.length, "site")}`;
  const down = sites.flatMap(({ restarts }) => restarts).filter((one) => one.down !== undefined).length;
  return {
    head: [
      `### ${ok ? "✅" : "❌"} This ${what}${down === 0 ? "" : `, ${plural(down, "container")} ${down === 1 ? "is" : "are"} away for a moment`}`,
      "",
      `${code(short(base, 12))} → ${head === null ? "the working tree" : code(short(head, 12))}, rendered from files alone: no node was asked, no secret was there.`,
      ...(program === "head"
        ? ["", "**It was rendered by the change's own program**, which can say anything about itself. Read that program first."]
        : otherPaths.some(({ paths }) => programPaths(paths).length > 0)
          ? ["", "The change brings its own program, which was not run: its data were rendered by the base's."]
          : []),
      ...(alsoChanged.length === 0 ? [] : ["", `It also changes ${alsoChanged.map((part) => prose(short(part, NAME))).join(", ")}.`]),
    ],
    rows: [],
    more: lines,
  };
}

/** Nothing goes before a power that is opened: whoever reads one line only reads this one. */
function openedBlock(sites: readonly ReviewedSite[]): Block {
  const opened = sites.flatMap(({ dangers }) => dangers).filter(({ kind }) => kind === "privilege");
  const [first] = opened;
  if (first === undefined) return nothing;
  const others = opened.length === 1 ? "" : `; ${String(opened.length - 1)} more below`;
  return { ...nothing, head: [`### 🔓 Opens ${code(short(first.name, NAME))} ${prose(short(first.message, SENTENCE))}${others}`, ""] };
}

/** Every file that is no data: none of it is said by the resources below. */
function otherBlock({ otherPaths }: Review): Block {
  return {
    head: otherPaths.length === 0 ? [] : ["", "#### Files that are no data", ""],
    rows: otherPaths.flatMap(({ kind, paths }) =>
      chunks(paths, FILES_A_ROW).map(
        (files) => `- ${prose(short(kind, NAME))}: ${files.map((path) => code(short(path, NAME))).join(", ")}`,
      ),
    ),
    more: lines,
  };
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function dangerBlock(sites: readonly ReviewedSite[]): Block {
  const dangers = worstFirst(sites.flatMap(({ dangers: own }) => own));
  if (dangers.length === 0) {
    const calm = sites.every(({ compared }) => compared) ? ["", "Nothing is deleted, replaced, opened or let go."] : [];
    return { head: calm, rows: [], more: lines };
  }
  return {
    head: ["", "#### Look at this first", ""],
    rows: dangers.map(
      ({ kind, name, message }) => `- **${dangerLabels[kind]}** ${code(short(name, NAME))} ${prose(short(message, SENTENCE))}`,
    ),
    more: lines,
  };
}

function secretBlock({ secrets = [] }: Review): Block {
  const rows = secrets.map((line) => `- ${code(short(line, SENTENCE))}`);
  return { head: rows.length === 0 ? [] : ["", "#### It may hold a secret", ""], rows, more: lines };
}

function errorBlock(sites: readonly ReviewedSite[]): Block {
  const found = new Map<string, string[]>();
  for (const { site, errors } of sites) {
    for (const line of errors.flatMap((error) => error.split("\n").map((text) => text.trim()))) {
      if (!/^(\d+ problems?)?$/.test(line)) found.set(line, [...(found.get(line) ?? []), site]);
    }
  }
  // All sites read the same inventory, so most problems are everybody's.
  const where = (of: readonly string[]) => (of.length === sites.length ? "" : `${of.map((site) => code(short(site, NAME))).join(", ")}: `);
  const rows = [...found].map(([line, of]) => `- ${where(of)}${code(short(line, SENTENCE))}`);
  return { head: rows.length === 0 ? [] : ["", "#### It does not render", ""], rows, more: lines };
}

function warningBlock(sites: readonly ReviewedSite[]): Block {
  const rows = sites.flatMap(({ site, warnings }) =>
    warnings.map((text) => `- ${code(short(site, NAME))}: ${code(short(text, SENTENCE))}`),
  );
  return { head: rows.length === 0 ? [] : ["", "#### Warnings", ""], rows, more: lines };
}

/** What the change brings, and what forbids it; advice that the base gets as well is folded away. */
function findingBlocks(sites: readonly ReviewedSite[]): Block[] {
  const findings = sites.flatMap(({ findings: own }) => own).sort((a, b) => rank(a) - rank(b));
  const old = findings.filter(({ level, fresh }) => level !== "mandatory" && !fresh);
  const shown = findings.filter((finding) => !old.includes(finding));
  return [
    { head: shown.length === 0 ? [] : ["", "#### What the policies say", ""], rows: shown.map(findingRow), more: lines },
    {
      head:
        old.length === 0 ? [] : ["", `<details><summary>${plural(old.length, "piece")} of advice that the base gets as well</summary>`, ""],
      rows: old.map(findingRow),
      tail: old.length === 0 ? [] : ["", "</details>"],
      more: lines,
    },
  ];
}

function findingRow({ policy, level, resource, message, allowed, fix, fresh }: ReviewedFinding): string {
  const about = resource === undefined ? "" : ` ${code(short(resource, NAME))}`;
  const parts = [
    prose(short(message, SENTENCE)),
    ...(allowed === undefined ? [] : [`allowed: ${prose(short(allowed, SENTENCE))}`]),
    ...(fix === undefined ? [] : [`**fix:** ${prose(short(fix, SENTENCE))}`]),
  ];
  const mandatory = level === "mandatory";
  return `- ${mandatory ? "❌" : "⚠️"} **${prose(short(policy, NAME))}**${about}: ${parts.join("; ")}${mandatory && !fresh ? " _(the base has it too)_" : ""}`;
}

function rank({ level, fresh }: { level: string; fresh: boolean }): number {
  return (level === "mandatory" ? 0 : 2) + (fresh ? 0 : 1);
}

function effectBlock({ withoutEffect: { paths, reason } }: Review): Block {
  if (paths.length === 0) return { head: [], rows: [], more: lines };
  const inventory = paths.filter(isInventory).length;
  const said =
    reason === undefined || inventory > 0
      ? `❌ ${inventory > 0 ? "A file of <code>inventory/</code> has to have an effect, whatever a commit message says. " : ""}Nothing on any node changes by these files. If that is meant, say so in a commit message with the line <code>No-Effect: why</code>:`
      : `Nothing on any node changes by these files, which is meant: ${prose(short(reason, SENTENCE))}`;
  return { head: ["", "#### Without effect", "", said, ""], rows: paths.map((path) => `- ${code(short(path, NAME))}`), more: lines };
}

function restartBlock(sites: readonly ReviewedSite[]): Block {
  const restarts = sites.flatMap(({ restarts: own }) => own);
  return {
    head:
      restarts.length === 0
        ? []
        : ["", "#### Containers", "", "| node | container | is | because of | away about | at most |", "|---|---|---|---|---:|---:|"],
    rows: restarts.map(({ node, service, container, action, because, down }) => {
      const name = container === service ? container : `${service}/${container}`;
      const times = down === undefined ? ["", ""] : [`${String(down.about)} s`, `${String(down.atMost)} s`];
      return `| ${[code(short(node, NAME)), code(short(name, NAME)), action, because.map((path) => code(short(path, NAME))).join(", "), ...times].join(" | ")} |`;
    }),
    more: (count) => `| … | and ${String(count)} more | | | | |`,
  };
}

function memoryBlock(sites: readonly ReviewedSite[]): Block {
  const changed = sites
    .flatMap(({ memory }) => memory)
    .filter(({ before, after, rows }) => rows.length > 0 || JSON.stringify(before) !== JSON.stringify(after));
  const left = (side: ReviewedMemory["after"]): string => {
    if (side === null) return "";
    if (side.sum === null || side.budget === null) return "**not known**";
    return side.sum > side.budget ? `**${formatBytes(side.sum - side.budget)} too much**` : formatBytes(side.budget - side.sum);
  };
  const sum = (side: ReviewedMemory["after"]): string => (side === null ? "–" : side.sum === null ? "no limit" : formatBytes(side.sum));
  return {
    head:
      changed.length === 0
        ? []
        : ["", "#### Memory", "", "| node | container | before | after | budget | left |", "|---|---|---:|---:|---:|---:|"],
    rows: changed.flatMap(({ node, before, after, rows }) => [
      `| **${code(short(node, NAME))}** | all | ${sum(before)} | ${sum(after)} | ${after?.budget == null ? "–" : formatBytes(after.budget)} | ${left(after)} |`,
      ...rows.map(
        (row) => `| | ${code(short(row.container, NAME))} | ${code(short(row.before, 40))} | ${code(short(row.after, 40))} | | |`,
      ),
    ]),
    more: (count) => `| … | and ${String(count)} more | | | | |`,
  };
}

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}
