import { oneLine } from "../../compose/problem.ts";
import type { Bundle } from "../plan/bundle.ts";
import { changedFiles } from "../plan/bundle.ts";
import { movedKeys } from "../plan/canonical.ts";
import { namedFiles } from "../plan/git.ts";
import type { Revision } from "../plan/git.ts";
import type { NodeDigests } from "../plan/live-facts.ts";
import type { Manifest } from "../plan/manifest.ts";
import type { PolicyDigest } from "../plan/policy-digest.ts";
import type { StateDigest } from "../plan/state.ts";
import type { Versions } from "../plan/versions.ts";
import type { ApplyRecord } from "./records.ts";
import type { JudgedLock } from "./lock.ts";
import { lockWords } from "./lock.ts";

/** What a plan may be refused for. */
export type Reason =
  | "SHA-256"
  | "plan file"
  | "approval"
  | "backend"
  | "project"
  | "age"
  | "commit"
  | "policy configuration"
  | "versions"
  | "second apply"
  | "lock"
  | "offline plugins"
  | "state"
  | "live snapshot";

export interface Refusal {
  readonly reason: Reason;
  /** What moved, one clause. */
  readonly message: string;
}

/** So many of what moved are named. */
const NAMED = 6;

/** A clock that is behind the one that made the plan by more than this is wrong, in milliseconds. */
const CLOCK_MS = 5 * 60_000;

/** What is wrong with the bundle itself: then nothing in it is looked at any further. */
export function bundleRefusals(bundle: Bundle, given: string | undefined, approvedBy: string | undefined): Refusal[] {
  if (given !== undefined && given.toLowerCase() !== bundle.sha256) {
    return [{ reason: "SHA-256", message: `the bundle's is ${bundle.sha256}, and ${oneLine(given)} was approved` }];
  }
  const changed = changedFiles(bundle);
  if (changed.length > 0)
    return [
      {
        reason: "plan file",
        message: `${changed.join(", ")} ${changed.length === 1 ? "is" : "are"} not as the plan wrote ${changed.length === 1 ? "it" : "them"}`,
      },
    ];
  if (given === undefined && (approvedBy ?? "").trim() === "") {
    return [
      { reason: "approval", message: `nobody has approved it; give --sha256 from where it was approved, or --approved-by NAME, or both` },
    ];
  }
  return [];
}

/** The time within which a plan may be applied. */
export function ageRefusals({ created, lifetimeHours }: Pick<Manifest, "created" | "lifetimeHours">, now: Date): Refusal[] {
  const ageMs = now.getTime() - Date.parse(created);
  if (ageMs < -CLOCK_MS)
    return [
      { reason: "age", message: `it was made at ${created}, which is still to come; this machine's clock says ${now.toISOString()}` },
    ];
  if (ageMs <= lifetimeHours * 3_600_000) return [];
  return [{ reason: "age", message: `it was made at ${created} and was good for ${lifetimeHours} h; now it is ${now.toISOString()}` }];
}

/** A plan is for one state: that of its project in its backend. */
export function backendRefusals(manifest: Pick<Manifest, "backend" | "project">, backend: string, project: string): Refusal[] {
  const refusals: Refusal[] = [];
  if (manifest.backend !== backend)
    refusals.push({
      reason: "backend",
      message: `the plan is for ${oneLine(manifest.backend ?? "no backend that it names")}, and this is ${oneLine(backend)}`,
    });
  if (manifest.project !== project)
    refusals.push({
      reason: "project",
      message: `the plan is for the project ${oneLine(manifest.project ?? "that it does not name")}, and this is ${oneLine(project)}`,
    });
  return refusals;
}

/** What of the checkout and of this machine is not as it was. */
export function checkoutRefusals(manifest: Manifest, revision: Revision, policy: PolicyDigest, versions: Versions): Refusal[] {
  const refusals: Refusal[] = [];
  if (revision.commit !== manifest.commit)
    refusals.push({ reason: "commit", message: `the plan is for ${manifest.commit}, and ${revision.commit} is checked out` });
  if (revision.changed.length > 0)
    refusals.push({ reason: "commit", message: `the checkout is not as in its commit: ${namedFiles(revision.changed)}` });
  const parts = [
    ...(policy.configuration === manifest.policy.configuration ? [] : ["policy/policy-config.json"]),
    ...(policy.pack === manifest.policy.pack ? [] : ["the policies themselves"]),
  ];
  if (parts.length > 0)
    refusals.push({ reason: "policy configuration", message: `${parts.join(" and ")} changed since the plan was judged` });
  const moved = movedKeys(manifest.versions, versions);
  if (moved.length > 0) {
    const words = moved.map((name) => `${oneLine(name)} ${oneLine(manifest.versions[name] ?? "none")} → ${versions[name] ?? "none"}`);
    refusals.push({ reason: "versions", message: `another machine would do the work: ${words.join(", ")}` });
  }
  if (manifest.offline.length > 0)
    refusals.push({
      reason: "offline plugins",
      message: `it was made with offline plugins in the place of ${manifest.offline.map(oneLine).join(", ")}, and they change nothing`,
    });
  return refusals;
}

/** A plan is applied once, however it ended. */
export function recordRefusals(record: ApplyRecord | undefined): Refusal[] {
  if (record === undefined) return [];
  const who = record.approvedBy === null ? "" : `, approved by ${oneLine(record.approvedBy)}`;
  const end = record.ended === undefined ? "it never said how it ended" : `it ended ${record.ended} as ${record.outcome}`;
  return [{ reason: "second apply", message: `${oneLine(record.appliedBy)} began to apply it at ${record.started}${who}; ${end}` }];
}

/** Somebody is at work on the stack, or nobody knows whether. */
export function lockRefusals(locks: readonly JudgedLock[]): Refusal[] {
  return locks
    .filter(({ holder }) => holder !== "gone")
    .map((lock) => ({
      reason: "lock" as const,
      message: `${lockWords(lock)}${lock.holder === "alive" ? " and is at work; wait for it" : "; whether it is still at work only that host knows: look there, then npm run pulumi -- cancel"}`,
    }));
}

/** What moved in the state since the plan was made. */
export function stateRefusals(planned: StateDigest, now: StateDigest): Refusal[] {
  if (planned.digest === now.digest) return [];
  const moved = movedKeys(planned.resources, now.resources);
  return [
    {
      reason: "state",
      message:
        moved.length === 0 ? "its settings or pending operations changed" : named(moved.map((urn) => urn.split("::").slice(3).join("::"))),
    },
  ];
}

/** What moved on the nodes since the plan was made. */
export function liveRefusals(
  planned: Readonly<Record<string, NodeDigests>>,
  now: Readonly<Record<string, NodeDigests | Error>>,
): Refusal[] {
  const moved = Object.entries(planned).flatMap(([node, digests]) => {
    const found = now[node];
    if (found instanceof Error) return [found.message];
    return movedKeys(digests, found ?? {}).map((fact) => `${node} ${fact}`);
  });
  return moved.length === 0 ? [] : [{ reason: "live snapshot", message: named(moved) }];
}

function named(moved: readonly string[]): string {
  const more = moved.length - NAMED;
  return `${moved.slice(0, NAMED).map(oneLine).join("; ")}${more > 0 ? ` and ${more} more` : ""}`;
}
