import { reportOf } from "../../../../cli/drift/report.ts";
import type { DriftReport, ServiceVerdict, SiteReport, VerdictKind } from "../../../../cli/drift/report.ts";

export const AT = new Date("2026-01-31T12:00:00Z");

/** A service with a difference where its verdict has one. */
export function service(verdict: VerdictKind, parts: Partial<ServiceVerdict> = {}): ServiceVerdict {
  const difference = { path: "services.web.mem_limit", declared: "536870912", applied: "536870912", enforced: "805306368" };
  const differences =
    verdict === "drifted"
      ? [{ kind: "drift" as const, ...difference }]
      : verdict === "pending"
        ? [{ kind: "pending" as const, ...difference, declared: "1073741824", enforced: "536870912" }]
        : [];
  return { node: "EDGE", service: "web", verdict, differences, ...parts };
}

/** A site of one node, which is as reachable as its services say. */
export function site(services: readonly ServiceVerdict[], parts: Partial<SiteReport> = {}): SiteReport {
  const cut = services.some(({ verdict }) => verdict === "unreachable");
  const node = cut
    ? ({ node: "EDGE", address: "root@edge:22", state: "unreachable", reason: "EDGE: off" } as const)
    : ({ node: "EDGE", address: "root@edge:22", state: "reachable" } as const);
  return { site: "house", nodes: [node], services, errors: [], notes: [], seconds: 1.5, ...parts };
}

export function report(...sites: readonly SiteReport[]): DriftReport {
  return reportOf("engine", sites, AT);
}
