import { compareText } from "../../compose/compare-text.ts";
import type { Json } from "../../provider/docker/json.ts";

/** How a service stands: the words of the design. */
export type VerdictKind = "in-sync" | "pending" | "drifted" | "unreachable" | "error";

/** The kinds from the one that needs a person most to the one that needs nobody. */
export const KINDS: readonly VerdictKind[] = ["error", "drifted", "unreachable", "pending", "in-sync"];

/** One place where declared, applied and enforced are not all the same; a value that is left out is not there. */
export interface DriftDifference {
  /** `drift`: the node is not as it was applied. `pending`: git has moved on since. */
  readonly kind: "drift" | "pending";
  /** Of the Compose attribute, `services.outline.mem_limit`; `status.<service>` and `files[…]` for what Compose has no word for. */
  readonly path: string;
  /** What git asks for. */
  readonly declared?: Json;
  /** What the last `up` recorded. */
  readonly applied?: Json;
  /** What the node really does; never a secret. */
  readonly enforced?: Json;
}

/** The verdict about one service on one node; the folders of a node are its service `layout`. */
export interface ServiceVerdict {
  readonly node: string;
  readonly service: string;
  readonly verdict: VerdictKind;
  readonly differences: readonly DriftDifference[];
  /** Why there is no better verdict, or what else is to be known. */
  readonly reason?: string;
  /** Since when the service has drifted, UTC, and in how many runs in a row; from the memory of drift. */
  readonly since?: string;
  readonly times?: number;
}

/** Whether a node could be asked. */
export interface NodeVerdict {
  readonly node: string;
  readonly address: string;
  readonly state: "reachable" | "unreachable" | "error";
  readonly reason?: string;
}

/** One site. */
export interface SiteReport {
  readonly site: string;
  readonly nodes: readonly NodeVerdict[];
  readonly services: readonly ServiceVerdict[];
  /** Why the site as a whole could not be judged. */
  readonly errors: readonly string[];
  /** What a person should know: an `up` that is running, a run that had to be repeated. */
  readonly notes: readonly string[];
  readonly seconds: number;
}

/** What a drift run found. */
export interface DriftReport {
  readonly version: 1;
  /** UTC, `2026-01-31T12:00:00Z`. */
  readonly at: string;
  /** `engine`: a refreshing preview. `quick`: the provider's read without the engine. */
  readonly by: "engine" | "quick";
  readonly exitCode: number;
  readonly counts: Readonly<Record<VerdictKind, number>>;
  readonly sites: readonly SiteReport[];
}

/** What a site with nothing in its state says (design 9). */
export const NO_STATE = "no state: apply or import first";

/** What a site says whose preview was ended by Ctrl-C. */
export const STOPPED = "stopped";

/** Exit codes (design 8). */
export const EXIT = { quiet: 0, error: 1, unreachable: 4, drift: 7 } as const;

/**
 * The exit code of a run: an error first, since then nobody knows whether there is more drift than what is shown; then
 * drift; then nodes that could not be asked. Work for an `up` is no alarm.
 */
export function exitCodeOf(sites: readonly SiteReport[]): number {
  const any = (kind: VerdictKind): boolean => sites.some(({ services }) => services.some(({ verdict }) => verdict === kind));
  const node = (state: NodeVerdict["state"]): boolean => sites.some(({ nodes }) => nodes.some((one) => one.state === state));
  if (sites.some(({ errors }) => errors.length > 0) || any("error") || node("error")) return EXIT.error;
  if (any("drifted")) return EXIT.drift;
  return any("unreachable") || node("unreachable") ? EXIT.unreachable : EXIT.quiet;
}

/** Puts the sites together; services stand by node and name. */
export function reportOf(by: DriftReport["by"], sites: readonly SiteReport[], at: Date): DriftReport {
  const sorted = sites.map((site) => ({
    ...site,
    services: [...site.services].sort((a, b) => compareText(a.node, b.node) || compareText(a.service, b.service)),
  }));
  const counts = { "in-sync": 0, pending: 0, drifted: 0, unreachable: 0, error: 0 };
  for (const { services } of sorted) for (const { verdict } of services) counts[verdict]++;
  return { version: 1, at: timestamp(at), by, exitCode: exitCodeOf(sorted), counts, sites: sorted };
}

/** UTC to the second, as the records and events on the nodes have it. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
