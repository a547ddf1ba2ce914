import { describe, expect, it } from "vitest";

import { importProblems } from "../../../cli/plan/imports.ts";
import { effectsOf } from "../../../cli/plan/effects.ts";
import { PlanCollector } from "../../../cli/preview/plan.ts";
import { containerGuest, hostGuests, hostImports } from "../../../src/inventory/schema/index.ts";
import { soundNode } from "../../support/inventory.ts";
import { GUEST, planned, RECORD } from "./support/resources.ts";

const LXC = "proxmoxve:index/containerLegacy:ContainerLegacy";
const mgmt = containerGuest.parse({
  kind: "lxc",
  vmid: 102,
  description: "A guest.",
  cores: 1,
  memory_mib: 512,
  disk: { datastore: "local-zfs", size_gib: 8 },
  network: { bridge: "vmbr0", address: "dhcp" },
  boot: { order: 2 },
  backup: false,
  system: { template: "local:vztmpl/debian-12.tar.zst", type: "debian" },
});
const core = {
  ...soundNode("CORE", { deployments: [] }),
  guests: hostGuests.parse({ node: "CORE", guests: { mgmt } }),
  imports: hostImports.parse({
    node: "CORE",
    looked_up: "2026-01-01",
    guests: { mgmt: "core/102" },
    records: { "wiki.example.net": "0".repeat(32) },
    lan_names: ["dns"],
  }),
};
const problems = (resources: Parameters<typeof importProblems>[0], offline: Parameters<typeof importProblems>[3] = []) =>
  importProblems(resources, [core], "lan.example.net", offline);

/** The two steps that the engine makes of what it adopts and finds different. */
function adopted(then: string | undefined, detailedDiff: Record<string, { diffKind: string }> = {}, old: object = {}, now: object = {}) {
  const collector = new PlanCollector();
  const { urn } = planned("import", GUEST, "CORE/vm/HA");
  const step = (op: string) => ({ op, urn, type: GUEST, old: { inputs: { ...old } }, new: { inputs: { ...now } }, detailedDiff });
  collector.add({ resourcePreEvent: { metadata: step("import") } });
  if (then !== undefined) collector.add({ resourcePreEvent: { metadata: step(then) } });
  return collector.plan().resources;
}

describe("a plan that adopts", () => {
  it("is fine when what is there is as git has it, but for what only the plugin keeps", () => {
    expect(problems(adopted(undefined))).toEqual([]);
    expect(problems(adopted("update", { rebootAfterUpdate: { diffKind: "add" }, __defaults: { diffKind: "update" } }))).toEqual([]);
  });

  it("is refused when it would start a guest that is stopped, and fine when nobody read whether it runs", () => {
    const started = (old: object) => problems(adopted("update", { started: { diffKind: "update" } }, old, { started: true }));
    expect(started({ started: false }).join()).toContain("(there → git): started: false → true");
    expect(started({})).toEqual([]);
  });

  it("is refused when the same step would change what is there, with every difference", () => {
    const found = adopted(
      "update",
      { cdrom: { diffKind: "add" }, "memory.dedicated": { diffKind: "update" } },
      { memory: { dedicated: 4096 } },
      { memory: { dedicated: 2048 }, cdrom: { fileId: "none" } },
    );
    expect(problems(found)).toEqual([
      'proxmoxve:VmLegacy CORE/vm/HA is to be adopted and is not as git has it (there → git): cdrom: – → {"fileId":"none"}; memory.dedicated: 4096 → 2048; fix: write into git what is there, adopt, and change it afterwards',
    ]);
  });

  it("is refused when nobody could read what exists: it would be made a second time", () => {
    const lxc = planned("create", LXC, "CORE/lxc/mgmt", { new: {} });
    const record = planned("create", RECORD, "CORE/wiki/host/wiki.example.net", { new: { name: "wiki.example.net" } });
    const name = planned("create", "homelab:technitium:Record", "CORE/name/dns.lan.example.net", { new: { name: "dns.lan.example.net" } });
    const offline = [
      { name: "proxmoxve", version: "8.5.0" },
      { name: "cloudflare", version: "6.0.0", lacks: "CLOUDFLARE_API_TOKEN" },
    ];
    const said = problems([lxc, record, name], offline).join("\n");
    expect(said).toContain(
      "CORE/lxc/mgmt exists (hosts/core/imports.yaml guests.mgmt) and would be made a second time, since the plugin proxmoxve 8.5.0 is not installed",
    );
    expect(said).toContain(
      "(hosts/core/imports.yaml records.wiki.example.net) and would be made a second time, since CLOUDFLARE_API_TOKEN is not set; fix: set it",
    );
    expect(said).toContain("lan_names dns) and would be made a second time, since nothing in the environment opens its API");
    expect(problems([planned("create", LXC, "CORE/lxc/other", { new: {} }), { ...lxc, operation: "same" }], offline)).toEqual([]);
  });
});

describe("a change of a guest", () => {
  const danger = (type: string, old: object, now: object) =>
    effectsOf([planned("update", type, "CORE/x/y", { old, new: now })]).dangers.map(({ kind, message }) => `${kind}: ${message}`);

  it("that restarts it, or needs a restart, is a danger; one that does neither is none", () => {
    expect(danger(LXC, { memory: { dedicated: 512 } }, { memory: { dedicated: 1024 } })).toEqual([
      "restart: may be restarted by its plugin, with everything that runs in it: memory.dedicated",
    ]);
    expect(danger(GUEST, { cpu: { cores: 1 } }, { cpu: { cores: 2 } })[0]).toMatch(
      /^restart: changes cpu\.cores: it takes effect when a person stops/,
    );
    expect(danger(GUEST, { started: true }, { started: false })).toEqual(["restart: is shut down, with everything that runs in it"]);
    expect(danger(LXC, { description: "a" }, { description: "b" })).toEqual([]);
  });
});
