import { describe, expect, it } from "vitest";

import {
  ageRefusals,
  backendRefusals,
  bundleRefusals,
  checkoutRefusals,
  liveRefusals,
  recordRefusals,
  stateRefusals,
} from "../../../cli/apply/refusals.ts";
import type { ApplyRecord } from "../../../cli/apply/records.ts";
import { sha256 } from "../../../cli/plan/canonical.ts";
import { backendName } from "../../../cli/plan/manifest.ts";
import { manifestOf } from "../plan/support/manifest.ts";

const HOUR = 3_600_000;
const created = "2026-01-01T12:00:00.000Z";
const at = (hours: number): Date => new Date(Date.parse(created) + hours * HOUR);

describe("the age of a plan", () => {
  it("is refused only after its lifetime", () => {
    expect(ageRefusals({ created, lifetimeHours: 24 }, at(24))).toEqual([]);
    const [refusal] = ageRefusals({ created, lifetimeHours: 24 }, new Date(at(24).getTime() + 1));
    expect(refusal).toEqual({
      reason: "age",
      message: `it was made at ${created} and was good for 24 h; now it is 2026-01-02T12:00:00.001Z`,
    });
  });

  it("is refused when it is still to come by more than clocks differ", () => {
    expect(ageRefusals({ created, lifetimeHours: 24 }, at(-4 / 60))).toEqual([]);
    expect(ageRefusals({ created, lifetimeHours: 24 }, at(-6 / 60))).toEqual([expect.objectContaining({ reason: "age" })]);
  });
});

describe("the state that a plan is for", () => {
  const manifest = { backend: "file:///srv/state", project: "homelab" };

  it("is that of its project in its backend, and no other", () => {
    expect(backendRefusals(manifest, "file:///srv/state", "homelab")).toEqual([]);
    expect(backendRefusals(manifest, "file:///srv/other", "lab")).toEqual([
      { reason: "backend", message: "the plan is for file:///srv/state, and this is file:///srv/other" },
      { reason: "project", message: "the plan is for the project homelab, and this is lab" },
    ]);
    expect(backendRefusals({}, "file:///srv/state", "homelab").map(({ reason }) => reason)).toEqual(["backend", "project"]);
  });

  it("is named without the login in its address", () => {
    const login = "u:hunter2hunter2@";
    expect(backendName(`postgres://${login}db/state?sslmode=require`)).toBe("postgres://db/state?sslmode=require");
    expect(backendName("s3://bucket/a@b?region=x")).toBe("s3://bucket/a@b?region=x");
    expect(backendName("file:///srv/state")).toBe("file:///srv/state");
  });
});

describe("a bundle", () => {
  const files = new Map([
    ["engine-plan.json", Buffer.from("{}")],
    ["manifest.json", Buffer.from("")],
  ]);
  const bundle = { folder: "/b", sha256: "a".repeat(64), manifest: manifestOf({ files: { "engine-plan.json": sha256("{}") } }), files };

  it("is approved by its sum, in either case of letters, or by a name", () => {
    expect(bundleRefusals(bundle, "A".repeat(64), undefined)).toEqual([]);
    expect(bundleRefusals(bundle, undefined, "Ada")).toEqual([]);
    for (const name of [undefined, "", "  "])
      expect(bundleRefusals(bundle, undefined, name)).toEqual([expect.objectContaining({ reason: "approval" })]);
  });

  it("is not looked into any further when its sum is another one", () => {
    expect(bundleRefusals({ ...bundle, files: new Map() }, "b".repeat(64), "Ada")).toEqual([
      expect.objectContaining({ reason: "SHA-256" }),
    ]);
  });

  it("names the files that are not as they were written", () => {
    expect(bundleRefusals({ ...bundle, files: new Map([...files, ["engine-plan.json", Buffer.from("{ }")]]) }, undefined, "Ada")).toEqual([
      { reason: "plan file", message: "engine-plan.json is not as the plan wrote it" },
    ]);
  });
});

describe("the checkout and the machine", () => {
  const manifest = manifestOf();
  const revision = { commit: manifest.commit, changed: [] };

  it("are as they were", () => {
    expect(checkoutRefusals(manifest, revision, manifest.policy, manifest.versions)).toEqual([]);
  });

  it("are named part by part", () => {
    const moved = checkoutRefusals(
      { ...manifest, offline: ["docker 5.2.0"] },
      { commit: "d".repeat(40), changed: ["src/a.ts"] },
      { configuration: "9".repeat(64), pack: manifest.policy.pack },
      { ...manifest.versions, node: "26.0.0", extra: "1" },
    );
    expect(moved.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      `commit: the plan is for ${manifest.commit}, and ${"d".repeat(40)} is checked out`,
      "commit: the checkout is not as in its commit: src/a.ts",
      "policy configuration: policy/policy-config.json changed since the plan was judged",
      "versions: another machine would do the work: extra none → 1, node 24.21.0 → 26.0.0",
      "offline plugins: it was made with offline plugins in the place of docker 5.2.0, and they change nothing",
    ]);
  });
});

describe("the state and the nodes", () => {
  it("name what moved, the first few of many", () => {
    const state = (resources: Record<string, string>) => ({ digest: sha256(JSON.stringify(resources)), resources });
    const urns = Array.from({ length: 8 }, (_, index) => `urn:pulumi:vps::homelab::t::VPS/s${index}`);
    const all = state(Object.fromEntries(urns.map((urn) => [urn, "1"])));
    expect(stateRefusals(all, all)).toEqual([]);
    expect(stateRefusals(all, state({ [urns[0] ?? ""]: "1" }))).toEqual([
      { reason: "state", message: "VPS/s1; VPS/s2; VPS/s3; VPS/s4; VPS/s5; VPS/s6 and 1 more" },
    ]);
    expect(stateRefusals(all, { ...all, digest: "0" })).toEqual([
      { reason: "state", message: "its settings or pending operations changed" },
    ]);
  });

  it("are refused when a node has become unreachable, and not for one that the plan left out", () => {
    const planned = { VPS: { "container web: memory": "1" } };
    expect(liveRefusals(planned, { VPS: { "container web: memory": "1" }, PIHA: {} })).toEqual([]);
    expect(liveRefusals(planned, { VPS: new Error("VPS: the node cannot be reached") })).toEqual([
      { reason: "live snapshot", message: "VPS: the node cannot be reached" },
    ]);
    expect(liveRefusals(planned, {})).toEqual([{ reason: "live snapshot", message: "VPS container web: memory" }]);
  });
});

describe("a plan that was applied before", () => {
  const record: ApplyRecord = {
    version: 1,
    sha256: "a",
    site: "vps",
    commit: "c",
    planned: created,
    plannedBy: "ada@desk",
    approvedBy: null,
    sumGiven: true,
    appliedBy: "bob@ci",
    started: created,
    outcome: "started",
    reasons: [],
    done: {},
  };

  it("is refused however it ended, also when it never said", () => {
    expect(recordRefusals(undefined)).toEqual([]);
    expect(recordRefusals(record)).toEqual([
      { reason: "second apply", message: `bob@ci began to apply it at ${created}; it never said how it ended` },
    ]);
    expect(recordRefusals({ ...record, approvedBy: "Ada", ended: created, outcome: "failed" })[0]?.message).toBe(
      `bob@ci began to apply it at ${created}, approved by Ada; it ended ${created} as failed`,
    );
  });
});
