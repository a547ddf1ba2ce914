import type { Json } from "../../../provider/docker/json.ts";
import { oneLine } from "../../../compose/problem.ts";
import type { DriftDifference, DriftReport, ServiceVerdict, SiteReport } from "../report.ts";

/** What every verdict says to a person. */
export const MEANINGS = {
  error: "could not be judged",
  drifted: "the node is not as it was applied",
  unreachable: "the node was not asked",
  pending: "git has moved on: work for an `up`",
  "in-sync": "declared, applied and enforced agree",
} as const;

const SIZE = /(^|\.)(mem_limit|mem_reservation|memswap_limit|shm_size|memory)$/;
const UNITS = [
  ["g", 1024 ** 3],
  ["m", 1024 ** 2],
  ["k", 1024],
] as const;

/** A value of one side on one line; `–` where that side does not have it. */
export function valueText(path: string, value: Json | undefined, longest = Number.POSITIVE_INFINITY): string {
  if (value === undefined) return "–";
  const text = oneLine(sizeText(path, value) ?? (typeof value === "string" ? value : JSON.stringify(value)));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A number of bytes as people write it in Compose files; undefined where it is none or would not be exact. */
function sizeText(path: string, value: Json): string | undefined {
  if (!SIZE.test(path) || (typeof value !== "string" && typeof value !== "number") || !/^[1-9]\d*$/.test(`${value}`)) return undefined;
  const bytes = Number(value);
  const unit = UNITS.find(([, factor]) => bytes % factor === 0);
  return unit === undefined ? undefined : `${bytes / unit[1]}${unit[0]}`;
}

/** `512m → 768m`: from what was applied to what is enforced, or from that to what git asks for. */
export function arrow({ kind, path, declared, applied, enforced }: DriftDifference, longest?: number): string {
  const text = (value: Json | undefined): string => valueText(path, value, longest);
  if (kind === "pending") return `${text(applied)} → ${text(declared)}`;
  const moved = JSON.stringify(declared) === JSON.stringify(applied) ? "" : ` (git: ${text(declared)})`;
  return `${text(applied)} → ${text(enforced)}${moved}`;
}

/** `since 2026-01-31T12:00:00Z, seen 3 times`; empty when nothing is remembered. */
export function sinceText({ since, times }: Pick<ServiceVerdict, "since" | "times">): string {
  if (since === undefined || times === undefined || times < 2) return "";
  return `since ${since}, seen ${times} times`;
}

/** Why a service got its verdict, unless its node says so already. */
export function ownReason({ nodes }: Pick<SiteReport, "nodes">, { reason }: Pick<ServiceVerdict, "reason">): string | undefined {
  return nodes.some((node) => node.reason === reason) ? undefined : reason;
}

/** `2 drifted, 1 unreachable, 14 in-sync`. */
export function countsText({ counts }: Pick<DriftReport, "counts">): string {
  const kinds = ["error", "drifted", "unreachable", "pending", "in-sync"] as const;
  return (
    kinds
      .filter((kind) => counts[kind] > 0)
      .map((kind) => `${counts[kind]} ${kind}`)
      .join(", ") || "no service"
  );
}
