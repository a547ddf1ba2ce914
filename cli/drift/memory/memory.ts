import type { DriftReport, NodeVerdict, ServiceVerdict, SiteReport } from "../report.ts";
import type { DriftEvent, DriftEventType } from "./events.ts";

/** One line of the memory: a service that drifted, or (service empty) a node that was not there. */
export interface Remembered {
  readonly site: string;
  readonly node: string;
  readonly service: string;
  /** UTC. */
  readonly first: string;
  readonly last: string;
  /** In how many runs it was seen. */
  readonly count: number;
  /** When it was found to be gone; null while it lasts. */
  readonly gone: string | null;
}

/** So many things that are gone are kept, the latest ones. */
const KEPT = 1000;

/** The lines of the memory; a line that a power cut tore is passed over. */
export function parseMemory(text: string): Remembered[] {
  return text.split("\n").flatMap((line) => {
    try {
      const entry = JSON.parse(line) as Remembered;
      return typeof entry.node === "string" && typeof entry.first === "string" ? [entry] : [];
    } catch {
      return [];
    }
  });
}

export function formatMemory(entries: readonly Remembered[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/**
 * What is to be remembered after a run, and what happened since the last one. Nothing is concluded about a service whose
 * node was not asked, nor about a site that this run left out or could not judge.
 */
export function remember(
  before: readonly Remembered[],
  report: Pick<DriftReport, "at" | "sites">,
): { readonly entries: Remembered[]; readonly events: DriftEvent[] } {
  const open = new Map(before.filter(({ gone }) => gone === null).map((entry) => [keyOf(entry), entry]));
  const closed = before.filter(({ gone }) => gone !== null);
  const events: DriftEvent[] = [];
  const tell = (type: DriftEventType, entry: Remembered, message: string): void => {
    const severity = type === "drift_detected" || type === "node_offline" ? "warning" : "info";
    events.push({ timestamp: report.at, type, severity, node: entry.node, service: entry.service, source: "homelab-drift", message });
  };
  const see = (place: Pick<Remembered, "site" | "node" | "service">, type: DriftEventType, message: string): void => {
    const known = open.get(keyOf(place));
    const entry = { ...place, first: known?.first ?? report.at, last: report.at, count: (known?.count ?? 0) + 1, gone: null };
    open.set(keyOf(place), entry);
    if (known === undefined) tell(type, entry, message);
  };
  const end = (place: Pick<Remembered, "site" | "node" | "service">, type: DriftEventType): void => {
    const known = open.get(keyOf(place));
    if (known === undefined) return;
    open.delete(keyOf(place));
    closed.push({ ...known, gone: report.at });
    tell(
      type,
      known,
      `${type === "node_online" ? "answers again" : "is again as it was applied"} after ${known.count} ${known.count === 1 ? "run" : "runs"} since ${known.first}`,
    );
  };
  for (const site of report.sites) {
    for (const node of site.nodes) {
      const place = { site: site.site, node: node.node, service: "" };
      if (node.state === "unreachable") see(place, "node_offline", node.reason ?? "the node does not answer");
      else if (node.state === "reachable") end(place, "node_online");
    }
    if (site.errors.length > 0) continue;
    for (const service of site.services) {
      const place = { site: site.site, node: service.node, service: service.service };
      if (service.verdict === "drifted") see(place, "drift_detected", words(service));
      else if (service.verdict === "in-sync" || service.verdict === "pending") end(place, "drift_resolved");
    }
    for (const entry of [...open.values()]) if (isForgotten(entry, site)) end(entry, "drift_resolved");
  }
  return { entries: [...open.values(), ...closed.slice(-KEPT)], events };
}

/** The report with what is remembered of every service that has drifted. */
export function withMemory(report: DriftReport, entries: readonly Remembered[]): DriftReport {
  const open = new Map(entries.filter(({ gone }) => gone === null).map((entry) => [keyOf(entry), entry]));
  const sites = report.sites.map((site) => ({
    ...site,
    services: site.services.map((service) => {
      const entry =
        service.verdict === "drifted" ? open.get(keyOf({ site: site.site, node: service.node, service: service.service })) : undefined;
      return entry === undefined ? service : { ...service, since: entry.first, times: entry.count };
    }),
  }));
  return { ...report, sites };
}

/** A service that neither git nor the state knows any more, on a node that was asked; a node that left the inventory. */
function isForgotten(entry: Remembered, { site, nodes, services }: SiteReport): boolean {
  if (entry.site !== site || entry.service === "") return false;
  const node = nodes.find((one: NodeVerdict) => one.node === entry.node);
  return node?.state === "reachable" && !services.some((one) => one.node === entry.node && one.service === entry.service);
}

function words({ differences }: ServiceVerdict): string {
  const paths = differences.filter(({ kind }) => kind === "drift").map(({ path }) => path);
  return `is not as it was applied: ${paths.slice(0, 8).join(", ")}${paths.length > 8 ? ` and ${paths.length - 8} more` : ""}`;
}

function keyOf({ site, node, service }: Pick<Remembered, "site" | "node" | "service">): string {
  return `${site}/${node}/${service}`;
}
