import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { urnName } from "../preview/events.ts";
import { previewSite } from "../preview/run.ts";
import { chooseSites } from "../preview/sites.ts";
import { ENGINE_PLAN, readBundle } from "../plan/bundle.ts";
import type { Bundle } from "../plan/bundle.ts";
import { revisionOf } from "../plan/git.ts";
import { nodeDigests } from "../plan/live-facts.ts";
import type { NodeDigests } from "../plan/live-facts.ts";
import { backendName } from "../plan/manifest.ts";
import type { Manifest } from "../plan/manifest.ts";
import { lookAtNodes } from "../plan/nodes.ts";
import { policyDigest } from "../plan/policy-digest.ts";
import { saltDigest, SECRETS_KEY, shareSalt } from "../plan/secrets-key.ts";
import { exportState, stateDigest } from "../plan/state.ts";
import { selectionArguments } from "../plan/targets.ts";
import { versionsOf } from "../plan/versions.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { setUp } from "../../setup/set-up.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { projectName } from "../../setup/stacks.ts";
import { clearLock, judgeLock, lockWords, stackLocks } from "./lock.ts";
import { beginRecord, endRecord, readRecord, recordsFolder } from "./records.ts";
import type { ApplyRecord } from "./records.ts";
import {
  ageRefusals,
  backendRefusals,
  bundleRefusals,
  checkoutRefusals,
  liveRefusals,
  lockRefusals,
  recordRefusals,
  stateRefusals,
} from "./refusals.ts";
import type { Refusal } from "./refusals.ts";
import { applyEnginePlan } from "./up.ts";

export interface ApplyOptions {
  /** The bundle's sum, from where the approval was given; never from the bundle. */
  readonly sha256?: string;
  /** Who approved it. */
  readonly approvedBy?: string;
  /** @default the real one */
  readonly now?: () => Date;
  /** Told what is done, a line each. */
  readonly say: (line: string) => void;
}

/**
 * Applies an approved plan: looks whether anything moved since it was made, and if nothing did, updates, and proves by a
 * refreshing preview that nothing is left to do. A record of it stays beside the state.
 * @returns how it ended
 * @throws ExpectedError why it is refused: everything that moved, by name; then nothing was touched
 */
export async function applyBundle(folder: string, options: ApplyOptions): Promise<ApplyRecord> {
  const { now = () => new Date(), say } = options;
  const bundle = readBundle(folder);
  refuse(bundleRefusals(bundle, options.sha256, options.approvedBy));
  const { manifest } = bundle;
  const { site } = manifest;
  const ready = await setUp({ plugins: "preview" });
  const { root } = ready.places;
  chooseSites([site], ready.sites, []);
  const backend = ready.env["PULUMI_BACKEND_URL"] ?? "";
  const project = projectName(root);
  refuse(backendRefusals(manifest, backendName(backend), project));
  const records = recordsFolder(backend, project, site, process.env);
  const revision = await revisionOf(root, folder);
  const locks = stackLocks(backend, project, site).map((lock) => judgeLock(lock));
  say(`looking whether anything moved since ${manifest.created}`);
  const [state, nodes] = await Promise.all([exportState(site, ready), nodesNow(manifest, root)]);
  await shareSalt(state, site, ready);
  const versions = {
    ...versionsOf(ready),
    ...(manifest.versions[SECRETS_KEY] === undefined ? {} : { [SECRETS_KEY]: saltDigest(site, ready) }),
  };
  refuse([
    ...ageRefusals(manifest, now()),
    ...recordRefusals(readRecord(records, bundle.sha256)),
    ...checkoutRefusals(manifest, revision, policyDigest(root), versions),
    ...lockRefusals(locks),
    ...stateRefusals(manifest.state, stateDigest(state)),
    ...liveRefusals(manifest.live.nodes, nodes),
  ]);
  for (const lock of locks) {
    say(`${lockWords(lock)}; that process is gone, and its lock is cleared`);
    clearLock(lock);
  }
  const record = firstRecord(bundle, options, now());
  beginRecord(records, record);
  const end = await carryOut(bundle, ready, say).catch((error: unknown) => {
    endRecord(records, {
      ...record,
      ended: now().toISOString(),
      outcome: "failed",
      reasons: [error instanceof Error ? error.message : String(error)],
    });
    throw error;
  });
  const whole: ApplyRecord = { ...record, ...end, ended: now().toISOString() };
  endRecord(records, whole);
  return whole;
}

function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length === 0) return;
  throw new ExpectedError(
    [
      `the plan is refused, and nothing was touched:`,
      ...refusals.map(({ reason, message }) => `  ${reason}: ${message}`),
      "fix: make a new plan and have it approved, unless the line says otherwise",
    ].join("\n"),
  );
}

/** The facts of the plan's nodes as they are now; an error for a node that cannot be read. */
async function nodesNow({ site, live }: Manifest, root: string): Promise<Record<string, NodeDigests | Error>> {
  const wanted = new Set(Object.keys(live.nodes));
  const looks = wanted.size === 0 ? [] : await lookAtNodes(site, root, wanted);
  return Object.fromEntries(
    looks.map((look) => {
      const scope = live.scope[look.node] ?? { projects: [], folders: [], volumes: [] };
      return [look.node, look.state === "read" ? nodeDigests(look.snapshot, scope, live.key) : look.error];
    }),
  );
}

function firstRecord({ sha256, manifest }: Bundle, { sha256: given, approvedBy }: ApplyOptions, now: Date): ApplyRecord {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = process.env;
  return {
    version: 1,
    sha256,
    site: manifest.site,
    commit: manifest.commit,
    planned: manifest.created,
    plannedBy: manifest.by,
    approvedBy: approvedBy?.trim() ?? null,
    sumGiven: given !== undefined,
    appliedBy: `${userInfo().username}@${hostname()}`,
    ...(server === undefined || repository === undefined || run === undefined
      ? {}
      : { run: `${server}/${repository}/actions/runs/${run}` }),
    started: now.toISOString(),
    outcome: "started",
    reasons: [],
    done: {},
  };
}

/** The update and its proof. The engine gets the plan from a copy that nobody else can change any more. */
async function carryOut(
  { files, manifest }: Bundle,
  ready: EngineEnvironment,
  say: (line: string) => void,
): Promise<Pick<ApplyRecord, "outcome" | "reasons" | "done">> {
  const { site } = manifest;
  const selection = selectionArguments(
    manifest,
    manifest.unreachable.map(({ node }) => node),
  );
  const folder = mkdtempSync(join(tmpdir(), "homelab-apply-"));
  try {
    const planFile = join(folder, ENGINE_PLAN);
    writeFileSync(planFile, files.get(ENGINE_PLAN) ?? "", { mode: 0o600 });
    say(`updating ${site}`);
    const { ok, stopped, errors, done } = await applyEnginePlan(site, planFile, ready, selection, say);
    if (!ok || stopped) return { outcome: stopped ? "stopped" : "failed", reasons: errors, done };
    say("proving that nothing is left to do");
    const reasons = await leftToDo(site, ready, selection);
    return { outcome: reasons.length === 0 ? "applied" : "unproven", reasons, done };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a refreshing preview of the planned part still finds; empty when the nodes are as planned. */
async function leftToDo(site: string, ready: EngineEnvironment, selection: readonly string[]): Promise<string[]> {
  const preview = await previewSite(site, ready, { policy: false, args: ["--refresh", ...selection] });
  if (!preview.ok) return [`the proof could not be made${preview.cancelled ? ": it was stopped" : ""}`, ...preview.plan.errors];
  const idle = new Set(["same", "refresh", "read"]);
  return preview.plan.resources
    .filter(({ operation }) => !idle.has(operation))
    .map(({ operation, urn }) => `after the update there is still to ${operation}: ${urnName(urn)}`);
}
