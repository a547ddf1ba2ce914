import { oneLine } from "../../../compose/problem.ts";
import type { Paint } from "../../shared/terminal/colour.ts";
import { formatTable } from "../../shared/terminal/table.ts";
import { KINDS } from "../report.ts";
import type { DriftReport, ServiceVerdict, SiteReport, VerdictKind } from "../report.ts";
import { arrow, countsText, ownReason, sinceText } from "./texts.ts";

const COLOURS: Readonly<Record<VerdictKind, keyof Paint>> = {
  error: "red",
  drifted: "red",
  unreachable: "yellow",
  pending: "cyan",
  "in-sync": "green",
};

/** A value longer than this is cut; `--json` has it whole. */
const LONGEST = 48;

/** How a report is drawn. */
export interface TerminalStyle {
  readonly paint: Paint;
  /** The terminal's columns; undefined: lines as long as they need. */
  readonly width?: number;
}

/** A report for people: a table a site, below it the differences themselves, one line a place; danger first. */
export function renderTerminal(report: DriftReport, style: TerminalStyle): string {
  return `${[...report.sites.map((site) => renderSite(site, style)), summary(report, style.paint)].join("\n\n")}\n`;
}

function renderSite(site: SiteReport, { paint, width }: TerminalStyle): string {
  const services = byDanger(site.services);
  const lines = [
    `${paint.bold(`Site ${oneLine(site.site)}`)} ${paint.dim(`(${site.seconds.toFixed(1)} s)`)}`,
    ...site.nodes
      .filter(({ state }) => state !== "reachable")
      .map(({ state, reason }) => `${paint[state === "error" ? "red" : "yellow"](`${state}:`)} ${oneLine(reason ?? "")}`),
    ...site.notes.map((note) => `${paint.yellow("note:")} ${oneLine(note)}`),
    ...site.errors.map((error) => `${paint.red("error:")}${error.includes("\n") ? "\n" : " "}${error.split("\n").map(oneLine).join("\n")}`),
  ];
  if (services.length === 0) return lines.join("\n");
  const columns = [{ title: "verdict" }, { title: "node" }, { title: "service" }, { title: "differences", align: "right" as const }];
  const rows = services.map(({ verdict, node, service, differences }) => [
    verdict,
    oneLine(node),
    oneLine(service),
    differences.length === 0 ? "" : String(differences.length),
  ]);
  const [head = "", ...table] = formatTable(columns, rows, width);
  return [
    ...lines,
    paint.dim(head),
    ...table.flatMap((line, index) => {
      const service = services[index];
      if (service === undefined) return [];
      return [line.replace(service.verdict, paint[COLOURS[service.verdict]](service.verdict)), ...details(site, service, paint)];
    }),
  ].join("\n");
}

function details(site: SiteReport, service: ServiceVerdict, paint: Paint): string[] {
  const own = ownReason(site, service);
  const reason = own === undefined ? [] : [paint.dim(oneLine(own))];
  const since = sinceText(service);
  const places = service.differences.map(
    (difference) =>
      `${difference.kind === "drift" ? paint.red("≠") : paint.cyan("…")} ${oneLine(difference.path)}: ${arrow(difference, LONGEST)}`,
  );
  return [...reason, ...(since === "" ? [] : [paint.dim(since)]), ...places].map((line) => `    ${line}`);
}

function summary(report: DriftReport, paint: Paint): string {
  const words =
    { 0: "nothing has drifted", 1: "could not be judged as a whole", 4: "nothing has drifted; not every node was asked", 7: "drift" }[
      report.exitCode
    ] ?? "";
  return `${paint[report.exitCode === 0 ? "green" : report.exitCode === 4 ? "yellow" : "red"](words)} ${paint.dim(`(${countsText(report)})`)}`;
}

/** Services from the one that needs a person most to the one that needs nobody. */
export function byDanger<T extends Pick<ServiceVerdict, "verdict">>(services: readonly T[]): T[] {
  return [...services].sort((a, b) => KINDS.indexOf(a.verdict) - KINDS.indexOf(b.verdict));
}
