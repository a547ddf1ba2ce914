import { describe, expect, it } from "vitest";

import { effectsOf } from "../../../cli/plan/effects.ts";
import { summaryOf } from "../../../cli/plan/summary.ts";
import type { PlannedResource } from "../../../cli/preview/plan.ts";
import { manifestOf } from "./support/manifest.ts";
import { GUEST, planned, PROJECT, RECORD, VOLUME } from "./support/resources.ts";

const projectInputs = (web: object, more: object = {}) => ({
  node: "VPS",
  service: "web",
  project: "web",
  exposure: "mesh",
  document: { services: { web } },
  ...more,
});

function summary(
  resources: readonly PlannedResource[],
  parts: Parameters<typeof manifestOf>[0] = {},
  known: readonly string[] = [],
): string {
  const counts: Record<string, number> = {};
  for (const { operation } of resources) counts[operation] = (counts[operation] ?? 0) + 1;
  const plan = { resources, violations: [], passed: ["memory-budget"], errors: [], warnings: [], counts };
  return summaryOf({ manifest: manifestOf({ changes: counts, ...parts }), plan, effects: effectsOf(resources), known: new Set(known) });
}

describe("the summary of a plan", () => {
  it("says what is dangerous before everything else, what needs a word first", () => {
    const web = planned("update", PROJECT, "VPS/web/project", {
      old: projectInputs({ image: "a", mem_limit: "67108864" }),
      new: projectInputs({
        image: "a",
        mem_limit: "134217728",
        privileged: true,
        ports: [{ target: 80, published: "80", host_ip: "0.0.0.0", protocol: "tcp" }],
      }),
    });
    const budget = { node: "VPS", capabilities: { memory: { total_mib: 4096, reserve_mib: 800, swap_mib: 0, budget_mib: 3200 } } };
    const layout = planned("same", "homelab:node:Layout", "VPS/layout", { old: budget, new: budget });
    const volume = planned("create", VOLUME, "VPS/db/volume/data", { new: { name: "data" } });
    const text = summary(
      [layout, web, planned("delete", GUEST, "VPS/vm/HA", { old: {} }), planned("delete", RECORD, "VPS/web/host/x", { old: {} }), volume],
      {},
      [volume.urn],
    );
    const order = [
      "--allow-delete** <code>VPS/vm/HA",
      "--allow-create** <code>VPS/db/volume/data",
      "privilege** <code>VPS/web/project",
      "exposure** <code>VPS/web/project",
      "#### Containers",
      "#### Memory",
      "#### Changes",
      "#### Policies",
      "#### Bound to",
    ];
    const places = order.map((part) => text.indexOf(part));
    expect(
      places.every((place) => place > 0),
      text,
    ).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(text.split("\n")[0]).toMatch(/^### 🔓 Opens <code>VPS\/web\/project<\/code> services\.web\.privileged.* web is privileged$/);
    expect(text).toContain("### Plan for site <code>vps</code>: 1 new, 1 changed, 2 removed");
    expect(text).toMatch(/\| <code>VPS<\/code> \| <code>web<\/code> \| made anew \|/);
  });

  it("says that nothing is dangerous, and that no container is touched, when that is so", () => {
    const web = planned("update", PROJECT, "VPS/web/project", {
      old: projectInputs({ image: "a" }, { contract: { a: 1 } }),
      new: projectInputs({ image: "a" }, { contract: { a: 2 } }),
    });
    const text = summary([web]);
    expect(text).toContain("Nothing is deleted, replaced, opened or let go.");
    expect(text).toContain("No container is touched.");
    expect(summary([])).toContain("### Plan for site <code>vps</code>: nothing to do");
  });

  it("says what is started again and what is taken away when the refresh found it so", () => {
    const web = planned("update", PROJECT, "VPS/web/project", {
      old: { ...projectInputs({ image: "a" }), status: { web: "exited (137)", stranger: "running, not in git" } },
      new: { ...projectInputs({ image: "a" }), status: { web: "running" } },
    });
    const text = summary([web]);
    expect(text).toMatch(/\| <code>VPS<\/code> \| <code>web<\/code> \| started \| <code>it is exited &#40;137&#41;<\/code>/);
    expect(text).toMatch(/\| <code>web\/stranger<\/code> \| stopped \|/);
  });

  it("names the nodes that are left out, and the offline plugins that keep it from being applied", () => {
    const text = summary([], {
      unreachable: [{ node: "PIHA", reason: "the node cannot be reached" }],
      offline: ["docker 5.2.0"],
      targets: ["VPS/web"],
    });
    expect(text).toContain("- <code>PIHA</code> and everything on it: the node cannot be reached");
    expect(text).toContain("**This plan cannot be applied:** offline plugins stand in for <code>docker 5.2.0</code>");
    expect(text).toContain("Only <code>VPS/web</code>.");
  });

  it("shows hostile names and values as text: no link, no mention, no HTML, no new line, no broken table", () => {
    const hostile = "</code><img src=x onerror=alert(1)>|\n# **@everyone** [a](http://evil.example) #12 `";
    const web = planned("update", PROJECT, `VPS/${hostile}/project`, {
      old: projectInputs({ image: "a", command: [hostile] }, { service: hostile }),
      new: projectInputs({ image: "b", command: ["x"] }, { service: hostile }),
    });
    const text = summary([web, planned("delete", VOLUME, hostile, { old: { name: hostile } })], {
      by: hostile,
      unreachable: [{ node: "PIHA", reason: hostile }],
    });
    const words = text.replace(/<\/?code>/g, "");
    expect(words).not.toMatch(/<|@everyone|\]\(|http:\/\/|^# /m);
    expect(
      text
        .split("\n")
        .filter((line) => line.startsWith("| <code>VPS"))
        .every((line) => line.split("|").length === 8),
    ).toBe(true);
    expect(text).not.toMatch(/(?<!&)#12/);
  });

  it("has nothing of what a bridge notes beside a resource's inputs", () => {
    const inputs = (cores: number, defaults: readonly string[]) => ({ cpu: { cores, __defaults: defaults }, __defaults: defaults });
    const text = summary([planned("update", GUEST, "CORE/vm/HA", { old: inputs(1, ["acpi"]), new: inputs(2, []) })]);
    expect(text).toContain("cpu.cores");
    expect(text).not.toContain("__defaults");
  });

  it("names what forces a replacement that the inputs do not show, with its values", () => {
    const forced = planned("replace", VOLUME, "VPS/web/volume/data", { old: { name: "data" }, new: { name: "data" } });
    const step = {
      ...forced.step,
      old: { inputs: { name: "data" }, outputs: { name: "data", driver: "local" } },
      detailedDiff: { driver: { diffKind: "delete-replace" } },
    };
    const text = summary([{ ...forced, step }], {}, [forced.urn]);
    expect(text).toContain("<code>VPS/web/volume/data</code> is replaced, and with it goes the data of the volume");
    expect(text).toContain("<code>driver</code>: <code>local</code>");
  });
});
