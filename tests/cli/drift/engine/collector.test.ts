import { describe, expect, it } from "vitest";

import { DriftCollector } from "../../../../cli/drift/engine/collector.ts";
import { serviceVerdicts } from "../../../../cli/drift/verdict.ts";
import type { StepMetadata, StepState } from "../../../../cli/preview/events.ts";

const NETWORK = "docker:index/network:Network";
const VOLUME = "docker:index/volume:Volume";
const LXC = "proxmoxve:index/containerLegacy:ContainerLegacy";

interface Steps {
  readonly type: string;
  readonly name: string;
  readonly old: StepState;
  /** What the refresh read; null when it is gone. @default as it was */
  readonly read?: StepState | null;
  readonly found?: readonly string[];
  readonly op?: string;
  readonly planned?: Readonly<Record<string, { diffKind: string }>>;
  readonly declared?: StepState;
}

/** What a drift run shows of resources that a real plugin answered for. */
function shown(...resources: readonly Steps[]) {
  const collector = new DriftCollector();
  for (const { type, name, old, read = old, found = [], op = "same", planned, declared = old } of resources) {
    const urn = `urn:pulumi:core::homelab::${type}::${name}`;
    const step = (more: Partial<StepMetadata>): StepMetadata => ({ op, urn, type, ...more });
    const detailedDiff = Object.fromEntries(found.map((path) => [path, { diffKind: "update" }]));
    collector.add({ resOutputsEvent: { metadata: step({ op: "refresh", old, new: read, detailedDiff }) } });
    collector.add({
      resourcePreEvent: { metadata: step({ old: read, new: declared, ...(planned === undefined ? {} : { detailedDiff: planned }) }) },
    });
  }
  return serviceVerdicts(collector.resources(new Map())).map(({ node, service, verdict, differences }) => ({
    at: `${node} ${service}`,
    verdict,
    differences: differences.map(({ path, applied, enforced, declared }) => [path, applied, enforced, declared]),
  }));
}

describe("what a drift run shows of the resources of other plugins", () => {
  it("is a guest by its kind and name, with the property and its values", () => {
    const inputs = (dedicated: number) => ({ inputs: { vmId: 102, memory: { dedicated } } });
    expect(
      shown({
        type: LXC,
        name: "CORE/lxc/mgmt",
        old: inputs(512),
        read: inputs(1024),
        found: ["memory.dedicated"],
        op: "update",
        declared: inputs(512),
      }),
    ).toEqual([{ at: "CORE lxc/mgmt", verdict: "drifted", differences: [["memory.dedicated", 512, 1024, 512]] }]);
  });

  it("is a volume or a network that is gone, by its name", () => {
    const gone = (type: string, name: string) => ({ type, name, old: { inputs: { name: "x" } }, read: null, op: "create" });
    expect(shown(gone(VOLUME, "VPS/outline/volume/outline_data"), gone(NETWORK, "VPS/network/ingress"))).toEqual([
      { at: "VPS network/ingress", verdict: "drifted", differences: [["network ingress", "(there)", undefined, "(there)"]] },
      { at: "VPS outline", verdict: "drifted", differences: [["volume outline_data", "(there)", undefined, "(there)"]] },
    ]);
  });

  it("is the value of what nobody declared and what forces a replacement all the same", () => {
    const old = { inputs: { name: "ingress", ipamConfigs: [{ subnet: "10.1.0.0/24" }] }, outputs: { name: "ingress", attachable: false } };
    const read = { ...old, outputs: { ...old.outputs, attachable: true, ipamConfigs: [{ subnet: "10.1.0.0/24", gateway: "10.1.0.1" }] } };
    expect(
      shown({
        type: NETWORK,
        name: "VPS/network/ingress",
        old,
        read,
        found: ["attachable", "ipamConfigs[0].gateway", "__defaults[0]"],
        op: "replace",
        planned: { attachable: { diffKind: "delete-replace" }, __defaults: { diffKind: "update" } },
        declared: { inputs: old.inputs },
      }),
    ).toEqual([
      {
        at: "VPS network/ingress",
        verdict: "drifted",
        differences: [
          ["attachable", false, true, undefined],
          ["ipamConfigs[0].gateway", undefined, "10.1.0.1", undefined],
        ],
      },
    ]);
  });

  it("is the same whatever the order in which the engine came to it", () => {
    const one = { type: VOLUME, name: "VPS/outline/volume/a", old: { inputs: { name: "a" } }, read: null, op: "create" };
    const two = { ...one, name: "VPS/outline/volume/b" };
    expect(shown(one, two)).toEqual(shown(two, one));
  });

  it("is a bind mount of a guest that differs, although its own resource ignores it", () => {
    const guest = { type: LXC, name: "CORE/lxc/mgmt", old: { inputs: { mountPoints: [{ volume: "/tank/other", path: "/stuff" }] } } };
    const shape = (source: string) => ({
      type: "homelab:proxmox:GuestShape",
      name: "CORE/lxc/mgmt/shape",
      old: { inputs: { shape: { bind_mounts: [{ source, target: "/stuff", read_only: false }] } } },
    });
    expect(shown(guest, shape("/tank/stuff"))).toEqual([
      {
        at: "CORE lxc/mgmt",
        verdict: "drifted",
        differences: [["bind_mounts", ["/tank/stuff:/stuff"], ["/tank/other:/stuff"], ["/tank/stuff:/stuff"]]],
      },
    ]);
    expect(shown(guest, shape("/tank/other"))).toEqual([{ at: "CORE lxc/mgmt", verdict: "in-sync", differences: [] }]);
  });
});
