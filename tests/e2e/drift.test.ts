import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DriftReport } from "../../cli/drift/report.ts";
import { ThreeNodes } from "../cli/drift/support/three-nodes.ts";
import type { Name } from "../cli/drift/support/three-nodes.ts";

const minutes = 60_000;
const SERVICES = {
  NEAR: { near: { file: "x = 1\n" } },
  FAR: { far: {}, calm: {} },
  GONE: { gone: {} },
};

/** `FAR/far: drifted`, layouts left out while they are in sync. */
function verdicts(report: DriftReport): string[] {
  const all = report.sites.flatMap(({ services }) => services);
  return all
    .filter(({ service, verdict }) => service !== "layout" || verdict === "drifted")
    .map(({ node, service, verdict }) => `${node}/${service}: ${verdict}`);
}

/** Both ways of looking; they must agree about every service. */
async function bothReports(site: ThreeNodes): Promise<DriftReport> {
  const engine = await site.report();
  const quick = await site.report("--quick");
  const facts = ({ sites }: DriftReport) =>
    sites.map(({ nodes, services }) => ({
      nodes: nodes.map(({ node, state }) => [node, state]),
      services: services.map(({ node, service, verdict, differences }) => ({
        node,
        service,
        verdict,
        differences: differences.filter(({ kind }) => kind === "drift").map(({ path: at, enforced }) => [at, enforced]),
      })),
    }));
  expect(facts(quick)).toEqual(facts(engine));
  expect(quick.exitCode).toBe(engine.exitCode);
  return engine;
}

/** A sum over every file of a folder, names included. */
async function digestOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const entry of (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name))
    .sort()) {
    hash.update(`${entry}\0`).update(await readFile(entry));
  }
  return hash.digest("hex");
}

describe("drift of a site of three nodes", { timeout: 4 * minutes }, () => {
  let site: ThreeNodes;
  const state = (): Promise<string> => digestOf(path.join(site.state, ".pulumi"));

  beforeAll(async () => {
    site = await ThreeNodes.start();
    await site.declare(SERVICES);
  }, 10 * minutes);
  afterAll(() => site[Symbol.asyncDispose]());

  it("ends 1 on an empty state and says what to do", async () => {
    const ended = await site.drift();
    expect(ended.exitCode, ended.all).toBe(1);
    expect(ended.stdout).toContain("no state: apply or import first");
    expect((await site.drift("--quick")).stdout).toContain("no state: apply or import first");
  });

  it("is nowhere right after up, and ends 0", async () => {
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    const report = await bothReports(site);
    expect(verdicts(report)).toEqual(["FAR/calm: in-sync", "FAR/far: in-sync", "GONE/gone: in-sync", "NEAR/near: in-sync"]);
    expect(report.exitCode).toBe(0);
  });

  it("takes a merged change that was not applied for pending, and ends 0", async () => {
    await site.declare({ ...SERVICES, FAR: { far: {}, calm: { memory: "48m" } } });
    const report = await bothReports(site);
    expect(verdicts(report)).toEqual(["FAR/calm: pending", "FAR/far: in-sync", "GONE/gone: in-sync", "NEAR/near: in-sync"]);
    expect(report.sites[0]?.services.find(({ service }) => service === "calm")?.differences).toEqual([
      { kind: "pending", path: "services.calm.mem_limit", declared: "50331648", applied: "33554432", enforced: "33554432" },
    ]);
    expect(report.exitCode).toBe(0);
  });

  it("tells drift from work for an up while git has moved on, and finds both", async () => {
    await site.nodes.FAR.docker("update", "--memory", "64m", "--memory-swap", "128m", "calm");
    const report = await bothReports(site);
    expect(report.sites[0]?.services.find(({ service }) => service === "calm")).toMatchObject({
      verdict: "drifted",
      differences: [{ kind: "drift", path: "services.calm.mem_limit", declared: "50331648", applied: "33554432", enforced: "67108864" }],
    });
    // Somebody made it by hand what git wants by now: no alarm.
    await site.nodes.FAR.docker("update", "--memory", "48m", "--memory-swap", "96m", "calm");
    expect(verdicts(await bothReports(site))).toContain("FAR/calm: pending");
    await site.nodes.FAR.docker("update", "--memory", "32m", "--memory-swap", "64m", "calm");
    await site.declare(SERVICES);
    expect((await bothReports(site)).exitCode).toBe(0);
  });

  it("tells a service that is in sync, one that drifted and a node that is cut off apart, plans no deletion, and ends 7", async () => {
    await site.nodes.FAR.docker("update", "--memory", "64m", "--memory-swap", "128m", "far");
    await site.sshd.GONE.kill();
    const before = await state();
    const report = await bothReports(site);
    expect(verdicts(report)).toEqual(["FAR/calm: in-sync", "FAR/far: drifted", "GONE/gone: unreachable", "NEAR/near: in-sync"]);
    expect(report.exitCode).toBe(7);
    expect(report.sites[0]?.nodes.map(({ node, state: how }) => `${node} ${how}`)).toEqual([
      "NEAR reachable",
      "FAR reachable",
      "GONE unreachable",
    ]);
    const preview = await site.pulumi("preview", "--refresh", "--exclude", "**::GONE", "--exclude", "**::GONE/**", "--json");
    expect((JSON.parse(preview.stdout) as { steps: { op: string }[] }).steps.map(({ op }) => op).filter((op) => op === "delete")).toEqual(
      [],
    );
    const shown = await site.drift();
    expect(shown.stdout).toMatch(/unreachable: GONE \(root@127\.0\.0\.1:\d+\): the node cannot be reached/);
    expect(shown.stdout).toContain("services.far.mem_limit: 32m → 64m");
    expect(await state()).toBe(before);
  });

  it("leaves out what is new in git on a node that is cut off, and loses nobody else over it", async () => {
    await site.declare({ ...SERVICES, GONE: { gone: {}, fresh: {} } });
    expect(verdicts(await bothReports(site))).toEqual([
      "FAR/calm: in-sync",
      "FAR/far: drifted",
      "GONE/fresh: unreachable",
      "GONE/gone: unreachable",
      "NEAR/near: in-sync",
    ]);
    await site.declare(SERVICES);
  });

  it("remembers drift and absence, once each, and tells when they are over", async () => {
    const folder = path.join(site.checkout.root, ".homelab", "drift");
    const events = async (name: Name): Promise<string[]> => {
      const [day = ""] = (await readdir(path.join(folder, "events"))).sort();
      const text = await readFile(path.join(folder, "events", day, name, "events.jsonl"), "utf8");
      return text
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { type: string; service: string }).type);
    };
    expect(await events("FAR")).toEqual(["drift_detected", "drift_resolved", "drift_detected"]);
    expect(await events("GONE")).toEqual(["node_offline"]);
    await site.nodes.FAR.docker("update", "--memory", "32m", "--memory-swap", "64m", "far");
    expect((await bothReports(site)).exitCode).toBe(4);
    expect(await events("FAR")).toEqual(["drift_detected", "drift_resolved", "drift_detected", "drift_resolved"]);
    await site.sshd.GONE.listen();
    const report = await bothReports(site);
    expect(report.exitCode).toBe(0);
    expect(verdicts(report)).toContain("GONE/gone: in-sync");
    expect(await events("GONE")).toEqual(["node_offline", "node_online"]);
  });

  it("leaves a node out when it dies after the probe", async () => {
    // A program `ssh` first on PATH that lets the probe of GONE through, and refuses it from then on.
    const program = path.join(site.checkout.path(".homelab/bin"), "ssh");
    const dead = site.checkout.path("gone-is-dead");
    const port = site.sshd.GONE.port;
    await writeFile(
      program,
      `#!/bin/sh
case "$*" in
  *" -G "*|*" -O "*) ;;
  *"-p ${port} "*"docker version "*) if [ ! -e ${dead} ]; then touch ${dead}; exec /usr/bin/ssh "$@"; fi ;;
esac
case "$*" in *" -G "*) ;; *"-p ${port} "*) echo "ssh: connect to host 127.0.0.1 port ${port}: Connection refused" >&2; exit 255 ;; esac
exec /usr/bin/ssh "$@"
`,
      { mode: 0o755 },
    );
    try {
      const report = await site.report();
      expect(verdicts(report)).toEqual(["FAR/calm: in-sync", "FAR/far: in-sync", "GONE/gone: unreachable", "NEAR/near: in-sync"]);
      expect(report.exitCode).toBe(4);
      expect(report.sites[0]?.notes.join()).toMatch(/attempt 1 ended early: .*GONE/);
    } finally {
      await rm(program);
    }
  });

  it("works while somebody else previews, and says so while an up holds the stack", async () => {
    const locks = path.join(site.state, ".pulumi", "locks", "organization", "homelab", "saturn");
    await mkdir(locks, { recursive: true });
    const lock = path.join(locks, "0.json");
    await writeFile(lock, JSON.stringify({ pid: 4711, username: "anna", hostname: "saturn", timestamp: "2026-01-31T12:00:00Z" }));
    const [other, report] = await Promise.all([site.pulumi("preview"), site.report()]);
    await rm(lock);
    expect(other.exitCode, other.all).toBe(0);
    expect(report.exitCode).toBe(0);
    expect(report.sites[0]?.notes).toEqual([expect.stringContaining("anna@saturn, process 4711, since 2026-01-31T12:00:00Z")]);
    expect(await readdir(locks)).toEqual([]);
  });
});
