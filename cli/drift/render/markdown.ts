import { code, prose } from "../../review/markdown/escape.ts";
import type { DriftReport, ServiceVerdict, SiteReport } from "../report.ts";
import { byDanger } from "./terminal.ts";
import { countsText, MEANINGS, ownReason, sinceText, valueText } from "./texts.ts";

/** A value longer than this is cut: an issue or a job summary has a bounded size. */
const LONGEST = 120;
/** So many services are shown one by one. */
const MOST = 200;

/** A report as Markdown, danger first. Whatever comes from git or a node is text: no link, image, mention or HTML of it works. */
export function renderMarkdown(report: DriftReport): string {
  return `${[`# Drift: ${countsText(report)}`, `${report.at}, by ${report.by === "quick" ? "a quick look at the nodes" : "a refreshing preview"}, exit code ${report.exitCode}.`, ...report.sites.flatMap(siteParts)].join("\n\n")}\n`;
}

function siteParts(site: SiteReport): string[] {
  const services = byDanger(site.services).filter(({ verdict }) => verdict !== "in-sync");
  const quiet = site.services.length - services.length;
  return [
    `## Site ${prose(site.site)}`,
    ...site.errors.map((error) => `**error:** ${prose(error)}`),
    ...site.nodes.filter(({ state }) => state !== "reachable").map(({ state, reason }) => `**${state}:** ${prose(reason ?? "")}`),
    ...site.notes.map((note) => `note: ${prose(note)}`),
    ...services.slice(0, MOST).map((service) => serviceText(site, service)),
    ...(services.length > MOST ? [`… and ${services.length - MOST} more services.`] : []),
    ...(quiet > 0 ? [`${quiet} ${quiet === 1 ? "service is" : "services are"} in sync.`] : []),
  ];
}

function serviceText(site: SiteReport, service: ServiceVerdict): string {
  const { node, verdict, differences } = service;
  const extra = [ownReason(site, service), sinceText(service)]
    .filter((one) => one !== undefined && one !== "")
    .map((one) => prose(one ?? ""));
  const head = [`### ${prose(node)} / ${prose(service.service)}: ${verdict}`, [MEANINGS[verdict], ...extra].join("; ")].join("\n\n");
  if (differences.length === 0) return head;
  const rows = differences.map(
    ({ kind, path, ...sides }) =>
      `| ${kind} | ${code(path)} | ${(["declared", "applied", "enforced"] as const).map((side) => code(valueText(path, sides[side], LONGEST))).join(" | ")} |`,
  );
  return `${head}\n\n| | attribute | declared | applied | enforced |\n|---|---|---|---|---|\n${rows.join("\n")}`;
}
