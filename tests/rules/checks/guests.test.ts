import { describe, expect, it } from "vitest";

import { Fleet } from "../../inventory/support/fleet.ts";

const guests = "hosts/edge/guests.yaml";
const capabilities = "hosts/edge/capabilities.yaml";

function line(fleet: Fleet): string {
  const lines = fleet.lines();
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

describe("a guest that is a node", () => {
  it("is one that exists", () => {
    expect(line(new Fleet().edit(guests, "node: EDGE-HOME", "node: EDGE-HOMES"))).toBe(
      'hosts/edge/guests.yaml:11:11 guests.edge-home.node: there is no node EDGE-HOMES; allowed: HUB, VPS, EDGE, EDGE-HOME; did you mean "EDGE-HOME"?',
    );
  });

  it("is not its own hypervisor", () => {
    expect(line(new Fleet().edit(guests, "node: EDGE-HOME", "node: EDGE"))).toContain(
      "guests.edge-home.node: EDGE cannot be its own hypervisor",
    );
  });

  it("is on the site of its hypervisor", () => {
    expect(line(new Fleet().edit(guests, "node: EDGE-HOME", "node: HUB"))).toContain("HUB is on site house, its hypervisor on cottage");
  });

  it("is as large as its own capabilities say", () => {
    expect(line(new Fleet().edit(guests, "cores: 4", "cores: 3"))).toBe(
      "hosts/edge/guests.yaml:13:12 guests.edge-home.cores: EDGE-HOME is given 3, but its capabilities say 4; fix: make both the same, here and in hosts/edge-home/capabilities.yaml",
    );
  });
});

describe("the guests of a hypervisor", () => {
  it("have numbers and addresses of their own", () => {
    const lines = new Fleet().edit(guests, "vmid: 111", "vmid: 110").edit(guests, "192.168.1.12/24", "192.168.1.11/24").lines();
    expect(lines).toEqual([
      expect.stringContaining("guests.cache.vmid: the vmid 110 of cache on EDGE is taken already by edge-home"),
      expect.stringContaining("guests.cache.network.address: the address 192.168.1.11/24 is taken already by EDGE/edge-home"),
    ]);
  });

  it("have no more memory than the reserve and the containers leave", () => {
    expect(line(new Fleet().edit(guests, "memory_mib: 512", "memory_mib: 1536"))).toBe(
      "hosts/edge/guests.yaml:8:3 guests: the guests of EDGE have 5632 MiB of memory together (edge-home 4096 MiB, cache 1536 MiB); " +
        "allowed: at most 5120 MiB (8192 − 1024 of reserve − 2048 for the containers beside them); " +
        "fix: make a guest smaller, or the reserve or budget_mib in hosts/edge/capabilities.yaml",
    );
  });

  it("have no more cores than there are, times the overcommitment", () => {
    const lines = new Fleet().edit(guests, "cores: 1", "cores: 5").lines();
    expect(lines).toEqual([
      expect.stringContaining(
        "the guests of EDGE have 9 cores together (edge-home 4, cache 5); allowed: at most 8 (4 × core_overcommit 2)",
      ),
      expect.stringContaining("guests.cache.cores: cache has 5 cores; allowed: at most the 4 that EDGE has"),
    ]);
    expect(new Fleet().edit(guests, "cores: 1", "cores: 4").lines()).toEqual([]);
  });

  it("have disks that fit on storages that exist", () => {
    expect(line(new Fleet().edit(guests, "size_gib: 8", "size_gib: 80"))).toContain(
      "the guests of EDGE have 112 GiB of disk together on local-lvm; allowed: at most 90 GiB (100 − 10 that stay free)",
    );
    expect(line(new Fleet().edit(guests, "datastore: local-lvm", "datastore: locl-lvm"))).toContain(
      'guests.edge-home.disk.datastore: EDGE has no storage locl-lvm; allowed: local-lvm; did you mean "local-lvm"?',
    );
  });

  it("are saved by jobs that exist", () => {
    expect(line(new Fleet().edit(guests, "backup: weekly", "backup: weakly"))).toContain(
      'EDGE has no backup job weakly; allowed: false, weekly; did you mean "weekly"?',
    );
  });

  it("run on a node that says it is a hypervisor, and says who its guests are", () => {
    const fleet = new Fleet();
    fleet.write("hosts/hub/guests.yaml", "node: HUB\nguests: {}\n");
    expect(line(fleet)).toContain("hosts/hub/guests.yaml:2:9 guests: HUB runs guests, but its capabilities name no hypervisor");
    expect(line(new Fleet().remove(guests))).toContain("hosts/edge/guests.yaml: the file is missing");
  });
});

describe("a node without a container engine", () => {
  it("lists no services, agents neither", () => {
    const engine = "container_engine:\n  name: docker\n  compose: v1\n  compose_version: 1.29.2\n";
    const lines = new Fleet().edit(capabilities, engine, "").lines();
    expect(lines).toContainEqual(expect.stringContaining("services.node-agent: EDGE has no container engine that could run node-agent"));
  });
});
