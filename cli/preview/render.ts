import { oneLine } from "../../compose/problem.ts";
import type { MemoryTable } from "../../src/rules/index.ts";
import { formatBytes } from "../../src/rules/index.ts";
import type { Paint } from "../shared/terminal/colour.ts";
import { clip, formatTable } from "../shared/terminal/table.ts";
import type { Change } from "./changes.ts";
import { changesOf } from "./changes.ts";
import { shortType, urnName } from "./events.ts";
import { memoryTables } from "./memory.ts";
import type { Violation } from "./plan.ts";
import type { SitePreview } from "./run.ts";
import { treeOrder } from "./tree.ts";

/** How a preview is drawn. */
export interface RenderOptions {
  readonly paint: Paint;
  /** The terminal's columns; undefined: lines as long as they need. */
  readonly width?: number;
}

/** Blank, sign, blank; and the last column stays free, since some terminals wrap a full line. */
const MARGIN = 4;

/** How wide lists are where there is no terminal to ask. */
const LIST_WIDTH = 100;

const SIGNS: Readonly<Record<string, { sign: string; colour: keyof Paint; word: string }>> = {
  create: { sign: "+", colour: "green", word: "to create" },
  update: { sign: "~", colour: "yellow", word: "to update" },
  replace: { sign: "±", colour: "magenta", word: "to replace" },
  delete: { sign: "-", colour: "red", word: "to delete" },
  same: { sign: " ", colour: "dim", word: "unchanged" },
  import: { sign: "=", colour: "cyan", word: "to import" },
  read: { sign: ">", colour: "cyan", word: "to read" },
  refresh: { sign: " ", colour: "dim", word: "refreshed" },
  discard: { sign: "<", colour: "dim", word: "to forget" },
};

/** A site's preview for people. */
export function renderPreview(preview: SitePreview, options: RenderOptions): string {
  const { paint } = options;
  // After an error or Ctrl-C the rest is a part only, and a part looks like a plan in which things are missing.
  const whole = preview.plan.errors.length === 0 && !preview.cancelled;
  return joinSections([
    [paint.bold(`Site ${preview.site}`)],
    whole ? renderResources(preview, options) : [],
    ...(whole ? memoryTables(preview.plan.resources).map((table) => renderMemory(table, options)) : []),
    renderPolicies(preview, options),
    renderMessages(preview, paint),
    [summary(preview, paint)],
  ]);
}

function joinSections(sections: readonly (readonly string[])[]): string {
  const texts = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${texts.join("\n\n")}\n`;
}

/** Warnings, then errors; a report of many lines starts on a line of its own. */
function renderMessages({ plan }: SitePreview, paint: Paint): string[] {
  return [
    ...plan.warnings.map((text) => `${paint.yellow("warning:")} ${text}`),
    ...plan.errors.map((text) => `${paint.red("error:")}${text.includes("\n") ? "\n" : " "}${text}`),
  ];
}

function renderResources({ plan }: SitePreview, { paint, width }: RenderOptions): string[] {
  const lines = treeOrder(plan.resources).map(({ resource, branch }) => ({
    resource,
    branch,
    head: `${branch}${shortType(resource.type)}`,
  }));
  const column = Math.max(0, ...lines.map(({ head }) => head.length));
  return lines.flatMap(({ resource, branch, head }) => {
    const { sign, colour } = SIGNS[resource.operation] ?? { sign: "?", colour: "yellow" as const };
    const name = `${urnName(resource.urn)}${resource.protect ? " (protected)" : ""}`;
    // Where the name would not fit behind its column it moves to the left: a whole name is worth more than a straight edge.
    const room = width === undefined ? column : Math.min(column, width - MARGIN - 2 - name.length);
    const text = `${head.padEnd(room)}  ${name}`;
    const line = ` ${paint[colour](sign)} ${width === undefined ? text : clip(text, width - MARGIN)}`;
    const indent = `   ${branch.replace(/[├└]─ $/, "   ")}     `;
    const changes = ["update", "replace"].includes(resource.operation) ? changesOf(resource.step) : [];
    return [line, ...changes.map((change) => `${indent}${renderChange(change, paint)}`)];
  });
}

function renderChange({ path, kind, from, to, replaces }: Change, paint: Paint): string {
  const note = replaces ? paint.magenta(" (forces replacement)") : "";
  const name = oneLine(path);
  if (kind === "add") return `${paint.green("+")} ${name}: ${to ?? ""}${note}`;
  if (kind === "remove") return `${paint.red("-")} ${name}: ${from ?? ""}${note}`;
  return `${paint.yellow("~")} ${name}: ${from ?? "?"} → ${to ?? "?"}${note}`;
}

function renderMemory(table: MemoryTable, { paint, width }: RenderOptions): string[] {
  const rows = table.rows.map(({ service, container, limitBytes, count }) => [
    service,
    `${container}${count === 1 ? "" : ` ×${count}`}`,
    typeof limitBytes === "number" ? formatBytes(limitBytes) : limitBytes,
  ]);
  const total = [
    ["sum", "", formatBytes(table.sumBytes)],
    ["budget", "", table.budgetBytes === undefined ? "unknown" : formatBytes(table.budgetBytes)],
    ["left", "", table.leftBytes === undefined ? "unknown" : formatBytes(table.leftBytes)],
  ];
  const columns = [{ title: "service" }, { title: "container" }, { title: "limit", align: "right" as const }];
  const [head = "", ...lines] = formatTable(columns, [...rows, ...total], width);
  const rule = "-".repeat(Math.max(head.length, ...lines.map((line) => line.length)));
  const over = table.leftBytes === undefined || table.leftBytes < 0;
  return [
    paint.bold(`Memory of ${table.node}`),
    paint.dim(head),
    ...lines.slice(0, rows.length),
    paint.dim(rule),
    ...lines.slice(rows.length, -1),
    (over ? paint.red : paint.green)(lines.at(-1) ?? ""),
  ];
}

/** The policies that passed, then every violation with its text. */
function renderPolicies({ plan, policy, cancelled }: SitePreview, { paint, width }: RenderOptions): string[] {
  if (!policy) return [paint.dim("Policies: not asked (--no-policy)")];
  // A program that failed was judged in part only: what it did not come to cannot have passed.
  const passed = plan.errors.length > 0 || cancelled ? [] : plan.passed;
  const lines = [
    ...wrapWords(passed, (width ?? LIST_WIDTH) - 3).map((line) => ` ${paint.green("✓")} ${line}`),
    ...plan.violations.flatMap((violation) => renderViolation(violation, paint)),
  ];
  return lines.length === 0 ? [] : [paint.bold("Policies"), ...lines];
}

/** The words in lines of at most `width` characters, a longer word in one of its own. */
function wrapWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + word.length <= width) lines[lines.length - 1] = `${last}  ${word}`;
    else lines.push(word);
  }
  return lines;
}

function renderViolation({ policy, level, message, urn }: Violation, paint: Paint): string[] {
  const mandatory = level === "mandatory";
  const mark = mandatory ? paint.red("✗") : paint.yellow("!");
  const about = urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? "" : ` (${urnName(urn)})`;
  return [` ${mark} ${policy}${about}${mandatory ? "" : ` [${level}]`}`, ...message.split("\n").map((line) => `     ${line}`)];
}

function summary({ ok, plan, offline, seconds, cancelled }: SitePreview, paint: Paint): string {
  const counts = Object.entries(SIGNS)
    .filter(([operation]) => (plan.counts[operation] ?? 0) > 0)
    .map(([operation, { word }]) => `${plan.counts[operation] ?? 0} ${word}`);
  const mandatory = plan.violations.filter(({ level }) => level === "mandatory").length;
  const verdict = cancelled
    ? "stopped"
    : ok
      ? counts.join(", ") || "nothing to do"
      : mandatory > 0
        ? `refused by ${mandatory} policy ${mandatory === 1 ? "violation" : "violations"}`
        : "failed";
  const names = offline
    .map(({ name, version, lacks }) => `${name} ${version}${lacks === undefined ? "" : ` (${lacks} is not set)`}`)
    .join(", ");
  return [
    ...(offline.length === 0 || plan.errors.length > 0 || cancelled
      ? []
      : [paint.dim(`Offline plugins stand in for ${names}: what the real ones would refuse is not known here.`)]),
    `${ok ? paint.green(verdict) : paint.red(verdict)} ${paint.dim(`(${seconds.toFixed(1)} s)`)}`,
  ].join("\n");
}
