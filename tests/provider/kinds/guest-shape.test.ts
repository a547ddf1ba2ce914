import { describe, expect, it } from "vitest";

import { guestShape } from "../../../provider/kinds/guest-shape/inputs.ts";
import { Secret } from "../../../provider/rpc/property-value.ts";
import type { PropertyMap } from "../../../provider/rpc/property-value.ts";
import { shapeOf, shapeRules } from "../../../src/inventory/guest-shape.ts";
import { containerGuest, machineGuest, shapePart } from "../../../src/inventory/schema/index.ts";
import { formatProblem } from "../../../compose/problem.ts";

const shared = {
  vmid: 102,
  description: "A guest.",
  cores: 1,
  memory_mib: 512,
  disk: { datastore: "local-zfs", size_gib: 8 },
  boot: { order: 1 },
  network: { bridge: "vmbr0", address: "dhcp" },
  backup: false,
};
const container = containerGuest.parse({ ...shared, kind: "lxc", system: { template: "local:vztmpl/debian-12.tar.zst", type: "debian" } });
const machine = machineGuest.parse({ ...shared, kind: "vm" });

function inputs(kind: "lxc" | "vm", over: PropertyMap = {}, shape: PropertyMap = {}): PropertyMap {
  const own = shapeOf(kind === "vm" ? machine : container, "core") as PropertyMap;
  return { hypervisor: "CORE", guest: "mgmt", kind, stateful: true, ...over, shape: { ...own, ...shape } };
}

function problems(olds: PropertyMap, news: PropertyMap): string[] {
  return (guestShape.changeProblems?.(olds, news) ?? []).map(formatProblem);
}

const changes: readonly (readonly ["lxc" | "vm", string, PropertyMap[string], string])[] = [
  ["lxc", "vmid", 103, "vmId"],
  ["lxc", "node_name", "pve1", "nodeName"],
  ["lxc", "datastore", "local-lvm", "disk.datastoreId"],
  ["lxc", "disk_size", 4, "disk.size"],
  ["lxc", "bind_mounts", [{ source: "/tank", target: "/tank", read_only: false }], "mountPoints"],
  ["lxc", "template", "local:vztmpl/debian-13.tar.zst", "operatingSystem"],
  ["lxc", "privileged", true, "unprivileged"],
  ["lxc", "account", ["ssh-ed25519 AAAA me"], "initialization.userAccount"],
  ["vm", "vmid", 103, "vmId"],
  ["vm", "node_name", "pve1", "nodeName"],
  ["vm", "disk_size", 4, "disks[0].size"],
];

describe("the shape of a guest that holds something", () => {
  it.each(changes)("of kind %s is refused another %s", (kind, part, value, property) => {
    const [sentence, ...more] = problems(inputs(kind), inputs(kind, {}, { [part]: value }));
    expect(more).toEqual([]);
    const place = part === "node_name" ? "capabilities.yaml hypervisor.node_name" : `guests.yaml guests.mgmt.${part}`;
    expect(sentence).toContain(`hosts/core/${place}: `);
    expect(sentence).toContain(`would delete mgmt and make it anew, without its disk: ${property} forces a replacement`);
    expect(sentence).toMatch(/fix: take it back; or do it on the hypervisor \(.*\), and name \w+ under changed_by_hand/);
  });

  it("covers every part that the data know, each by a change above", () => {
    expect([...new Set(shapeRules.map(({ part }) => part))].sort()).toEqual([...shapePart.options].sort());
    expect(changes.map(([kind, part]) => `${kind} ${part}`).sort()).toEqual(shapeRules.map(({ kind, part }) => `${kind} ${part}`).sort());
  });

  it("may grow its disk, and change what somebody changed by hand", () => {
    expect(problems(inputs("lxc"), inputs("lxc", {}, { disk_size: 16 }))).toEqual([]);
    expect(problems(inputs("lxc"), inputs("lxc", { changedByHand: ["datastore"] }, { datastore: "local-lvm" }))).toEqual([]);
    expect(problems(inputs("lxc"), inputs("lxc", { changedByHand: ["datastore"] }, { datastore: "local-lvm", vmid: 103 }))).toHaveLength(1);
  });

  it("is compared through secrets, and not at all when the guest holds nothing", () => {
    expect(problems(inputs("lxc"), { ...inputs("lxc"), shape: new Secret({ vmid: 103 }) })).toHaveLength(1);
    expect(problems(inputs("lxc", { stateful: false }), inputs("lxc", {}, { vmid: 103 }))).toEqual([]);
    expect(problems(inputs("lxc"), inputs("lxc", { stateful: false }, { vmid: 103 }))).toEqual([]);
  });
});
