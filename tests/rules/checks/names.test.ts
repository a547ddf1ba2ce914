import { describe, expect, it } from "vitest";

import { Fleet } from "../../inventory/support/fleet.ts";

const topology = "inventory/topology.yaml";
const guests = "hosts/edge/guests.yaml";

function line(fleet: Fleet): string {
  const lines = fleet.lines();
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

describe("an API that holds names", () => {
  it("is on a node that exists", () => {
    expect(line(new Fleet().edit(topology, "node: EDGE\n", "node: EGDE\n"))).toContain(
      'apis.edge-dns.node: there is no node EGDE; allowed: HUB, VPS, EDGE, EDGE-HOME; did you mean "EDGE"?',
    );
  });

  it("is asked over TLS, or somebody says why not", () => {
    const plain = new Fleet().edit(topology, "https://192.168.1.10:53443", "http://192.168.1.10:5380");
    expect(line(plain)).toContain("apis.edge-dns.url: passwords for edge-dns would travel without TLS to http://192.168.1.10:5380");
    expect(plain.edit(topology, ":5380", ":5380\n    plaintext: The way is one cable.").lines()).toEqual([]);
  });

  it("is the one that a site names", () => {
    expect(line(new Fleet().edit(topology, "api: edge-dns", "api: edge-dsn"))).toContain(
      'sites.cottage.lan.api: there is no API edge-dsn of a Technitium DNS server; allowed: edge-dns; did you mean "edge-dns"?',
    );
  });
});

describe("a name on a site's network", () => {
  it("belongs to one service, of class lan, with a fixed address", () => {
    expect(line(new Fleet().edit(guests, "names: [packages]", "names: [packages, packages]"))).toContain(
      "the name packages is taken already by apt-cache",
    );
    expect(line(new Fleet().edit(guests, "exposure: lan", "exposure: none"))).toContain(
      "apt-cache has the name packages, but its exposure is none",
    );
    expect(line(new Fleet().edit(guests, "address: 192.168.1.12/24", "address: dhcp"))).toContain(
      "packages can point nowhere: cache has no fixed address",
    );
  });

  it("needs a site that manages names", () => {
    expect(line(new Fleet().edit(topology, "    lan: { domain: cottage.example.net, api: edge-dns, ttl: 600 }\n", ""))).toContain(
      "site cottage manages no names; fix: add lan to sites.cottage",
    );
  });
});

describe("what is imported", () => {
  const imports = "hosts/edge/imports.yaml";

  it("is declared, under this very number", () => {
    const head = "node: EDGE\nlooked_up: 2026-11-21\n";
    expect(new Fleet().write(imports, `${head}guests: { cache: edge/111 }\nlan_names: [packages]\n`).lines()).toEqual([]);
    expect(line(new Fleet().write(imports, `${head}guests: { cahce: edge/111 }\n`))).toContain(
      'hosts/edge/imports.yaml:3:11 guests.cahce: cahce is not declared, so there is nothing that its id could be for; allowed: edge-home, cache; did you mean "cache"?',
    );
    expect(line(new Fleet().write(imports, `${head}guests: { cache: edge/112 }\n`))).toContain(
      "guests.cache: edge/112 is another guest than the declared one; allowed: edge/111",
    );
    expect(line(new Fleet().write(imports, `${head}lan_names: [package]\n`))).toContain('did you mean "packages"?');
  });

  it("is not doubted while what declares it cannot be read", () => {
    const fleet = new Fleet().write(
      imports,
      "node: EDGE\nlooked_up: 2026-11-21\nguests: { cache: edge/111 }\nlan_names: [packages]\nrecords: { wiki.example.net: 0123456789abcdef0123456789abcdef }\n",
    );
    const broken = fleet
      .edit(guests, "memory_mib: 512", "memory_mb: 512")
      .edit("services/web/service.yaml", "exposure:", "exposur:")
      .lines();
    expect(broken.filter((problem) => problem.startsWith(imports))).toEqual([]);
  });
});
