import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

const contract = "services/web/service.yaml";

describe("a contract names only Compose services that exist", () => {
  it.each([
    ["public_names[0].service", "    service: web\n    port: 8080", "    service: wep\n    port: 8080"],
    ["healthcheck.services[0]", "services: [web, web-postgres]", "services: [wep, web-postgres]"],
    ["persistence.paths[1].service", "managed: false\n      service: web\n", "managed: false\n      service: wep\n"],
    ["placement.exceptions[0].service", "    - service: web\n      node: VPS", "    - service: wep\n      node: VPS"],
  ])("in %s", (path, from, to) => {
    expect(new Fleet().edit(contract, from, to).lines()).toContainEqual(
      expect.stringContaining(
        ` ${path}: there is no Compose service wep in services/web/docker-compose.yml; allowed: web, web-postgres; did you mean "web"?`,
      ),
    );
  });

  it("in restart_exceptions and privileges", () => {
    const fleet = new Fleet()
      .edit(
        contract,
        "healthcheck:\n",
        'restart_exceptions:\n  - service: job\n    policy: "no"\n    reason: It runs once.\nhealthcheck:\n',
      )
      .append(contract, "privileges:\n  - service: job\n    allow: device\n    reason: None.\n");
    expect(fleet.lines().map((line) => line.replace(/^\S+ (\S+): (.*?);.*/, "$1: $2"))).toEqual([
      "restart_exceptions[0].service: there is no Compose service job in services/web/docker-compose.yml",
      "privileges[0].service: there is no Compose service job in services/web/docker-compose.yml",
    ]);
  });
});

describe("public names", () => {
  it("are for public services only", () => {
    const fleet = new Fleet()
      .edit(contract, "exposure: public", "exposure: mesh")
      .edit("hosts/vps/services.yaml", "web: { exposure: public }", "web: { exposure: mesh }");
    expect(fleet.lines()).toEqual([
      "services/web/service.yaml:6:3 public_names: web has public names, but its exposure is mesh; fix: remove the names, or make the service public",
    ]);
  });

  it("belong to one service each", () => {
    const fleet = new Fleet().edit(
      "services/proxy/service.yaml",
      "healthcheck:\n",
      "public_names:\n  - { name: wiki, service: proxy, port: 81 }\nhealthcheck:\n",
    );
    expect(fleet.lines()).toEqual(["services/web/service.yaml:6:11 public_names[0].name: the public name wiki is taken already by proxy"]);
  });
});

describe("an exception from placement", () => {
  it("names nodes that exist", () => {
    expect(new Fleet().edit(contract, "home: HUB", "home: HUP").lines()).toEqual([
      'services/web/service.yaml:45:13 placement.exceptions[0].home: there is no node HUP; allowed: HUB, VPS, EDGE, EDGE-HOME; did you mean "HUB"?',
    ]);
  });

  it("names a node that runs the service", () => {
    expect(new Fleet().edit(contract, "      node: VPS\n      home: HUB", "      node: EDGE\n      home: HUB").lines()).toEqual([
      "services/web/service.yaml:43:7 placement.exceptions[0]: EDGE does not list web, so the exception for web excepts nothing",
    ]);
  });

  it("names another node as home", () => {
    expect(new Fleet().edit(contract, "home: HUB", "home: VPS").lines()).toEqual([
      "services/web/service.yaml:43:7 placement.exceptions[0]: web is at home on VPS, so it needs no exception there",
    ]);
  });
});

describe("backup sets", () => {
  it("that a path names must be declared", () => {
    expect(new Fleet().edit(contract, "backup: web\n", "backup: wep\n").lines()).toEqual([
      'services/web/service.yaml:22:15 persistence.paths[0].backup: there is no backup set wep in this contract; allowed: web, false; did you mean "web"?',
      "services/web/service.yaml:32:13 persistence.backup_sets[0].name: the backup set web is empty; fix: name it as the backup of a path, or remove it",
    ]);
  });

  it("are declared once", () => {
    expect(new Fleet().edit(contract, "  backup_sets:\n", "  backup_sets:\n    - { name: web, description: Again. }\n").lines()).toEqual([
      "services/web/service.yaml:33:13 persistence.backup_sets[1].name: the backup set web is declared twice",
    ]);
  });

  it("name devices of the node that runs the service", () => {
    expect(new Fleet().edit("services/broker/service.yaml", "device: coordinator", "device: cordinator").lines()).toEqual([
      "services/broker/service.yaml:21:15 persistence.backup_sets[1].device: EDGE has no device cordinator in its capabilities; " +
        'allowed: coordinator; did you mean "coordinator"?',
    ]);
  });
});
