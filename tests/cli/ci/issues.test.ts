import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { approverOf } from "../../../cli/ci/approver.ts";
import { keepIssues } from "../../../cli/ci/drift-issues.ts";
import { readDriftReport, type DriftFacts, type ServiceFacts, type SiteFacts } from "../../../cli/ci/drift-report.ts";
import { keyOf, markerOf } from "../../../cli/ci/issue-text.ts";
import { planOutputs } from "../../../cli/ci/outputs.ts";
import { platformOf } from "../../../cli/ci/platform.ts";
import { hoursUnreachable } from "../../../cli/ci/unreachable.ts";
import { hostile } from "../review/support/reviews.ts";
import { PlatformServer } from "./support/platform-server.ts";

const service = (verdict: ServiceFacts["verdict"], name = "web", over: Partial<ServiceFacts> = {}): ServiceFacts => ({
  node: "VPS",
  service: name,
  verdict,
  differences:
    verdict === "drifted" ? [{ kind: "drift", path: `services.${name}.mem_limit`, declared: "64m", applied: "64m", enforced: "128m" }] : [],
  ...over,
});
const site = (services: ServiceFacts[], over: Partial<SiteFacts> = {}): SiteFacts => ({
  site: "vps",
  errors: [],
  nodes: [{ node: "VPS", state: "reachable" }],
  services,
  ...over,
});
const report = (sites: SiteFacts[], at = "2026-11-21T12:00:00Z"): DriftFacts => ({ version: 1, at, sites });
const none = new Map<string, number>();

describe("the issues of a drift run", () => {
  it("are opened once, updated when the difference is another one, and closed when it is gone", async () => {
    await using server = await PlatformServer.start();
    const platform = platformOf(server.env);
    const run = (facts: ServiceFacts, at?: string) => keepIssues(platform, report([site([facts])], at), none, 24);
    expect(await run(service("drifted"))).toEqual(["Opened issue 101 for vps/VPS/web."]);
    expect(server.issues[0]).toMatchObject({ title: "Drift: web on VPS", state: "open" });
    expect(server.issues[0]?.body).toContain(
      "| <code>services.web.mem&#95;limit</code> | <code>64m</code> | <code>128m</code> | <code>64m</code> |",
    );
    expect(server.issues[0]?.body).toContain("<code>npm run adopt -- vps web</code>");
    expect(await run(service("drifted"))).toEqual([]);
    expect(await run(service("drifted", "web", { times: 2, since: "2026-11-21T12:00:00Z" }))).toEqual([
      "Updated issue 101 for vps/VPS/web.",
    ]);
    expect(server.issues[0]?.body).toContain("2 times in a row");
    expect(await run(service("in-sync"))).toEqual(["Closed issue 101 for vps/VPS/web."]);
    expect(server.issues).toMatchObject([{ number: 101, state: "closed" }]);
    expect(server.comments.map(({ issue, body }) => [issue, body])).toEqual([[101, "The node is as it was applied again."]]);
    expect(await run(service("in-sync"))).toEqual([]);
    expect(await run(service("drifted"))).toEqual(["Opened issue 103 for vps/VPS/web."]);
  });

  it("are none for work that waits for an update, for a node that is away, and for what could not be judged", async () => {
    await using server = await PlatformServer.start();
    const facts = (["pending", "unreachable", "error", "in-sync"] as const).map((verdict) => service(verdict, verdict));
    expect(await keepIssues(platformOf(server.env), report([site(facts)]), none, 24)).toEqual([]);
    expect(server.writes).toEqual([]);
  });

  it("stay open while nobody knows: the node is away, the service could not be judged, the site failed or was not looked at", async () => {
    await using server = await PlatformServer.start();
    server.issue(5, server.bot, markerOf("vps/VPS/web"));
    const platform = platformOf(server.env);
    const away = site([], { nodes: [{ node: "VPS", state: "unreachable" }] });
    for (const sites of [[site([service("unreachable")])], [site([service("error")])], [site([], { errors: ["no state"] })], [], [away]]) {
      expect(await keepIssues(platform, report(sites), none, 24)).toEqual([]);
    }
    expect(await keepIssues(platform, report([site([service("pending")])]), none, 24)).toEqual(["Closed issue 5 for vps/VPS/web."]);
  });

  it("close for a service that is no longer declared, and leave one of two about the same", async () => {
    await using server = await PlatformServer.start();
    server.issue(5, server.bot, markerOf("vps/VPS/old"));
    server.issue(6, server.bot, markerOf("vps/VPS/web"));
    server.issue(9, server.bot, markerOf("vps/VPS/web"));
    const said = await keepIssues(platformOf(server.env), report([site([service("drifted")])]), none, 24);
    expect(said).toEqual(["Updated issue 6 for vps/VPS/web.", "Closed issue 5 for vps/VPS/old.", "Closed issue 9 for vps/VPS/web."]);
  });

  it("of others are left alone, whatever marker they carry, and so are pull requests", async () => {
    await using server = await PlatformServer.start();
    server.issue(5, "stranger", markerOf("vps/VPS/web"));
    server.issue(6, server.bot, `text before ${markerOf("vps/VPS/web")}`);
    server.issue(7, server.bot, markerOf("vps/VPS/web"), { pull_request: {} });
    server.issue(8, "stranger", "an ordinary issue");
    expect(await keepIssues(platformOf(server.env), report([site([service("in-sync")])]), none, 24)).toEqual([]);
  });

  it("show hostile values as text, and are found again by any name", async () => {
    await using server = await PlatformServer.start();
    const platform = platformOf(server.env);
    const names = hostile.filter((text) => text.length < 1000);
    const facts = names.map((name) =>
      service("drifted", name, {
        reason: name,
        differences: [{ kind: "drift", path: name, declared: { [name]: name }, applied: name, enforced: [name] }],
      }),
    );
    await keepIssues(platform, report([site(facts)]), none, 24);
    expect(server.issues).toHaveLength(names.length);
    for (const { title, body } of server.issues) {
      const inside = body.slice(body.indexOf("-->") + 3);
      expect(inside).not.toMatch(/<(?!\/?code>)|@|https?:\/\/|\]\(/);
      expect(title).not.toMatch(/[\r\n]/);
    }
    expect(await keepIssues(platform, report([site(facts)]), none, 24)).toEqual([]);
    for (const name of names) expect(keyOf(`${markerOf(`vps/VPS/${name}`)}\ntext`)).toBe(`vps/VPS/${name}`);
  });
});

describe("a node that does not answer", () => {
  const away = (at: string) =>
    report([site([service("unreachable")], { nodes: [{ node: "VPS", state: "unreachable", reason: "no route to host" }] })], at);

  it("is reported after the time that was set, not before, once, and no longer when it answers", async () => {
    await using server = await PlatformServer.start();
    const platform = platformOf(server.env);
    const folder = await mkdtemp(path.join(tmpdir(), "homelab-unreachable-"));
    const memory = path.join(folder, "deep", "memory.json");
    const run = async (facts: DriftFacts) => keepIssues(platform, facts, await hoursUnreachable(facts, memory), 24);
    expect(await run(away("2026-11-20T11:00:00Z"))).toEqual([]);
    expect(await run(away("2026-11-21T10:59:00Z"))).toEqual([]);
    expect(await run(away("2026-11-21T11:00:00Z"))).toEqual(["Opened issue 101 for vps/VPS."]);
    expect(server.issues[0]).toMatchObject({ title: "Unreachable: VPS" });
    expect(server.issues[0]?.body).toContain("has not answered for 24 h");
    expect(await run(report([site([], { site: "saturn" })]))).toEqual([]);
    expect(await run(away("2026-11-21T12:00:00Z"))).toEqual(["Updated issue 101 for vps/VPS."]);
    expect(await run(report([site([service("in-sync")])]))).toEqual(["Closed issue 101 for vps/VPS."]);
    expect(await run(away("2026-11-21T14:00:00Z"))).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it("is counted from when the report says, and from now on when the memory is broken", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "homelab-unreachable-"));
    const memory = path.join(folder, "memory.json");
    await writeFile(memory, "{ cut o");
    const since = report([site([], { nodes: [{ node: "VPS", state: "unreachable", since: "2026-11-20T12:00:00Z" }] })]);
    expect(await hoursUnreachable(since, memory)).toEqual(new Map([["vps/VPS", 24]]));
    await writeFile(memory, "[]");
    expect(await hoursUnreachable(away("2026-11-21T12:00:00Z"), memory)).toEqual(new Map([["vps/VPS", 0]]));
    expect(JSON.parse(await readFile(memory, "utf8"))).toEqual({ "vps/VPS": "2026-11-21T12:00:00Z" });
    await rm(folder, { recursive: true });
  });
});

describe("what a job hands on", () => {
  it("is the plan's sum and whether there is anything to do", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "homelab-outputs-"));
    const [plan, output] = [path.join(folder, "plan.json"), path.join(folder, "output")];
    await writeFile(plan, JSON.stringify({ sha256: "a".repeat(64), bundle: "/tmp/plan", resources: [{}], preview: {} }));
    expect(await planOutputs(plan, output)).toBe(`SHA-256 ${"a".repeat(64)}, 1 resources change`);
    await writeFile(plan, JSON.stringify({ sha256: "b".repeat(64), bundle: "/tmp/plan", resources: [] }));
    await planOutputs(plan, output);
    expect(await readFile(output, "utf8")).toBe(`sha256=${"a".repeat(64)}\nchanges=true\nsha256=${"b".repeat(64)}\nchanges=false\n`);
    expect(await planOutputs(plan, output, report([site([service("pending")])]))).toBe(
      `SHA-256 ${"b".repeat(64)}, only the state has something to learn`,
    );
    expect(await planOutputs(plan, output, report([site([service("in-sync"), service("unreachable", "away")])]))).toContain(
      "nothing to do",
    );
    await writeFile(plan, JSON.stringify({ sha256: "x\nchanges=true", bundle: "b", resources: [] }));
    await expect(planOutputs(plan, output)).rejects.toThrow("is no plan");
    await rm(folder, { recursive: true });
  });

  it("is refused when a file is no report of a drift run", async () => {
    await expect(readDriftReport("/nowhere")).rejects.toThrow(
      "/nowhere is no report of a drift run; fix: npm run drift -- --json > /nowhere",
    );
  });
});

describe("the approval", () => {
  it("is the platform's: the last one for this environment, and an error when there is none", async () => {
    await using server = await PlatformServer.start();
    const platform = platformOf(server.env);
    const review = (state: string, login: string, name: string) => ({ state, user: { login }, environments: [{ name }] });
    server.approvals = [review("approved", "other", "saturn"), review("rejected", "nobody", "vps")];
    await expect(approverOf(platform, 7, "vps")).rejects.toThrow(
      "nobody approved run 7 for the environment vps; fix: give it required reviewers",
    );
    server.approvals = [review("approved", "ann", "vps"), review("approved", "other", "saturn")];
    expect(await approverOf(platform, 7, "vps")).toBe("ann");
  });
});
