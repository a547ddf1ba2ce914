import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { keepMemory, memoryFolder } from "../../../../cli/drift/memory/keep.ts";
import { parseMemory, remember } from "../../../../cli/drift/memory/memory.ts";
import type { Remembered } from "../../../../cli/drift/memory/memory.ts";
import type { SiteReport } from "../../../../cli/drift/report.ts";
import { report, service, site } from "../support/reports.ts";

const run = (before: readonly Remembered[], at: string, ...sites: readonly SiteReport[]) => remember(before, { at, sites });
const FIRST = "2026-01-31T12:00:00Z";
const NEXT = "2026-01-31T13:00:00Z";

describe("the memory of drift", () => {
  it("tells of a drift once, counts how often it is seen, and tells when it is gone", () => {
    const first = run([], FIRST, site([service("drifted")]));
    expect(first.events).toMatchObject([
      {
        timestamp: FIRST,
        type: "drift_detected",
        severity: "warning",
        node: "EDGE",
        service: "web",
        message: "is not as it was applied: services.web.mem_limit",
      },
    ]);
    const second = run(first.entries, NEXT, site([service("drifted")]));
    expect(second.events).toEqual([]);
    expect(second.entries).toEqual([{ site: "house", node: "EDGE", service: "web", first: FIRST, last: NEXT, count: 2, gone: null }]);
    const third = run(second.entries, "2026-01-31T14:00:00Z", site([service("pending")]));
    expect(third.events).toMatchObject([
      { type: "drift_resolved", severity: "info", message: `is again as it was applied after 2 runs since ${FIRST}` },
    ]);
    expect(third.entries).toMatchObject([{ count: 2, gone: "2026-01-31T14:00:00Z" }]);
  });

  it("begins anew when a drift comes back", () => {
    const before: Remembered = { site: "house", node: "EDGE", service: "web", first: FIRST, last: FIRST, count: 9, gone: FIRST };
    const { entries, events } = run([before], NEXT, site([service("drifted")]));
    expect(events).toHaveLength(1);
    expect(entries.map(({ first, count, gone }) => [first, count, gone])).toEqual([
      [NEXT, 1, null],
      [FIRST, 9, FIRST],
    ]);
  });

  it("concludes nothing from a node that was not asked, nor from a site that could not be judged or was left out", () => {
    const { entries } = run([], FIRST, site([service("drifted")]));
    const away = run(entries, NEXT, site([service("unreachable")]));
    expect(away.events.map(({ type }) => type)).toEqual(["node_offline"]);
    expect(away.entries.filter(({ gone }) => gone !== null)).toEqual([]);
    expect(run(entries, NEXT, site([], { errors: ["the engine failed"] })).events).toEqual([]);
    expect(run(entries, NEXT, site([service("in-sync")], { site: "another" })).events).toEqual([]);
  });

  it("tells of a node that went away and came back, once each", () => {
    const away = run([], FIRST, site([service("unreachable")]));
    const still = run(away.entries, NEXT, site([service("unreachable")]));
    const back = run(still.entries, "2026-01-31T14:00:00Z", site([service("in-sync")]));
    expect([away, still, back].map(({ events }) => events.map(({ type, service: of }) => `${type} ${of}`))).toEqual([
      ["node_offline "],
      [],
      ["node_online "],
    ]);
  });

  it("lets go of a service that neither git nor the state knows any more", () => {
    const { entries } = run([], FIRST, site([service("drifted")]));
    expect(run(entries, NEXT, site([service("in-sync", { service: "other" })])).events.map(({ type }) => type)).toEqual(["drift_resolved"]);
  });

  it("passes over a line that a power cut tore", () => {
    const { entries } = run([], FIRST, site([service("drifted")]));
    expect(parseMemory(`${JSON.stringify(entries[0])}\n{"site":"hou`)).toEqual(entries);
  });
});

describe("keeping it", () => {
  it("writes JSON lines, appends events by day and node, and tells the report since when", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hl-drift-"));
    try {
      const drifted = report(site([service("drifted")]));
      await keepMemory(drifted, folder, () => undefined);
      const again = await keepMemory({ ...drifted, at: NEXT }, folder, () => undefined);
      expect(again.sites[0]?.services[0]).toMatchObject({ since: FIRST, times: 2 });
      expect(parseMemory(await readFile(join(folder, "drift.jsonl"), "utf8"))).toHaveLength(1);
      const lines = (await readFile(join(folder, "events/2026-01-31/EDGE/events.jsonl"), "utf8")).trim().split("\n");
      expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
        {
          timestamp: FIRST,
          type: "drift_detected",
          severity: "warning",
          node: "EDGE",
          service: "web",
          source: "homelab-drift",
          message: "is not as it was applied: services.web.mem_limit",
        },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("gives the verdict all the same when it cannot be written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hl-drift-"));
    try {
      await writeFile(join(folder, "file"), "");
      const said: string[] = [];
      const drifted = report(site([service("drifted")]));
      expect(await keepMemory(drifted, join(folder, "file", "below"), (sentence) => void said.push(sentence))).toEqual(drifted);
      expect(said).toEqual([expect.stringMatching(/file\/below: drift is not remembered: /)]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("lies beside a shared state, and in the checkout otherwise", () => {
    expect(memoryFolder("/checkout", {})).toBe("/checkout/.homelab/drift");
    expect(memoryFolder("/checkout", { PULUMI_BACKEND_URL: "file:///checkout/.homelab/state" })).toBe("/checkout/.homelab/drift");
    expect(memoryFolder("/checkout", { PULUMI_BACKEND_URL: "file:///srv/state" })).toBe("/srv/state/.homelab/drift");
    expect(memoryFolder("/checkout", { PULUMI_BACKEND_URL: "s3://bucket" })).toBe("/checkout/.homelab/drift");
  });
});
