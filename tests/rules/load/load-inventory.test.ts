import { chmodSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadInventory, loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import { nodesOf } from "../../../src/inventory/inventory.ts";
import { ProblemError } from "../../../compose/problem.ts";
import { Fleet, goodFleet } from "../../inventory/support/fleet.ts";

describe("a fleet in which everything is right", () => {
  const { inventory, problems } = loadInventory(goodFleet);

  it("has no problem", () => {
    expect(problems).toEqual([]);
  });

  it("has its nodes in the order of the topology", () => {
    expect([...(inventory?.nodes.keys() ?? [])]).toEqual(["HUB", "VPS", "EDGE", "EDGE-HOME"]);
  });

  it("has a node's services in the order of its services.yaml", () => {
    const services = inventory?.nodes.get("VPS")?.deployments.map(({ service }) => service);
    expect(services).toEqual(["proxy", "web", "control-plane", "node-agent"]);
  });

  it("gives a deployment its site, its exposure and the place that asks for it", () => {
    const broker = inventory?.nodes.get("EDGE")?.deployments[0];
    expect(broker).toMatchObject({
      node: "EDGE",
      site: "cottage",
      service: "broker",
      project: "broker",
      exposure: "lan",
      place: { file: "hosts/edge/services.yaml", line: 3, column: 3 },
    });
  });

  it("merges the override of a node over the base", () => {
    const agents = [...(inventory?.nodes.values() ?? [])].map((node) => node.deployments.find(({ service }) => service === "node-agent"));
    const names = agents.map((agent) => agent?.resolved.document.services["node-agent"]?.environment);
    expect(names).toEqual([{ NODE_NAME: "HUB" }, { NODE_NAME: "VPS" }, { NODE_NAME: "EDGE" }, { NODE_NAME: "EDGE-HOME" }]);
  });

  it("places a service's files, a host's variant in place of the one with the same path", () => {
    const files = inventory?.nodes.get("EDGE")?.deployments[0]?.files;
    expect(files?.map(({ path, source, mode }) => [path, source, mode])).toEqual([
      ["files/broker.conf", "hosts/edge/runtime/broker/files/broker.conf", "0644"],
      ["files/notes/limits.conf", "services/broker/files/notes/limits.conf", "0644"],
    ]);
    expect(files?.[0]).toMatchObject({
      content: "listener 1883 192.168.1.10\n",
      sha256: "a652af7c1b87e24984190a462bab377aff2e673b08daf46293232b147e52c404",
    });
  });

  it("fills in the defaults of the contract", () => {
    expect(inventory?.contracts.get("web")).toMatchObject({
      restart_policy: "unless-stopped",
      privileges: [],
      healthcheck: { type: "container", interval: "10s", timeout: "5s", deadline: "3m" },
    });
  });

  it("gives the nodes of a site", () => {
    if (inventory === undefined) throw new Error("no inventory");
    expect(nodesOf(inventory, "cottage").map(({ name }) => name)).toEqual(["EDGE", "EDGE-HOME"]);
  });
});

describe("files that are not there or not what they should be", () => {
  it("names every file that a service lacks, all at once", () => {
    const fleet = new Fleet();
    for (const file of ["docker-compose.yml", "service.yaml", "README.md", "env.example", "healthcheck.sh"]) {
      fleet.remove(`services/forge/${file}`);
    }
    expect(fleet.lines()).toEqual([
      "services/forge/README.md: the file is missing",
      "services/forge/docker-compose.yml: the file is missing",
      "services/forge/env.example: the file is missing",
      "services/forge/healthcheck.sh: the file is missing",
      "services/forge/service.yaml: the file is missing",
    ]);
  });

  it("proposes to rename a file with nearly the right name", () => {
    const fleet = new Fleet();
    fleet.write("services/forge/docker-compose.yaml", fleet.read("services/forge/docker-compose.yml"));
    fleet.remove("services/forge/docker-compose.yml");
    expect(fleet.lines()).toEqual([
      "services/forge/docker-compose.yml: the file is missing; fix: rename services/forge/docker-compose.yaml, if that is meant",
    ]);
  });

  it("names the missing files of a host", () => {
    const fleet = new Fleet().remove("hosts/hub/capabilities.yaml").remove("hosts/edge/services.yaml");
    expect(fleet.lines()).toEqual(["hosts/edge/services.yaml: the file is missing", "hosts/hub/capabilities.yaml: the file is missing"]);
  });

  it("says that nothing at all is there", () => {
    const fleet = new Fleet().remove("inventory").remove("hosts").remove("services");
    expect(fleet.lines()).toEqual(["inventory/topology.yaml: the file is missing"]);
  });

  it("refuses a healthcheck that cannot be executed or has no interpreter", () => {
    const fleet = new Fleet();
    chmodSync(fleet.path("services/forge/healthcheck.sh"), 0o644);
    fleet.write("services/web/healthcheck.sh", "exit 0\n");
    expect(fleet.lines()).toEqual([
      "services/forge/healthcheck.sh: the script is not executable; fix: chmod +x services/forge/healthcheck.sh",
      "services/web/healthcheck.sh:1:1: the script does not begin with an interpreter line; fix: begin it with #!/bin/sh or #!/usr/bin/env bash",
    ]);
  });

  it.each([
    ["nothing", ""],
    ["comments", "# later\n\n"],
    ["a document mark", "---\n# later\n"],
  ])("refuses a Compose file that holds only %s, without further noise", (_, text) => {
    const fleet = new Fleet()
      .write("services/forge/docker-compose.yml", text)
      .write("hosts/vps/runtime/web/docker-compose.override.yml", text);
    expect(fleet.lines()).toEqual([
      "hosts/vps/runtime/web/docker-compose.override.yml:1:1: the file is empty; allowed: a mapping with services",
      "services/forge/docker-compose.yml:1:1: the file is empty; allowed: a mapping with services",
    ]);
  });

  it("refuses a document without a service that would start", () => {
    const fleet = new Fleet().write("services/forge/docker-compose.yml", "services: {}\n");
    expect(fleet.lines()).toEqual(["services/forge/docker-compose.yml services: the document has no service that would start"]);
  });

  it("reads the Compose document of a service that no node lists", () => {
    const fleet = new Fleet()
      .edit("hosts/hub/services.yaml", "  forge: { exposure: mesh }\n", "")
      .edit("services/forge/docker-compose.yml", "image:", "imgae:");
    expect(fleet.lines()).toEqual([
      expect.stringContaining("HUB does not list forge"),
      expect.stringMatching(/^services\/forge\/docker-compose\.yml:\d+:\d+ services\.forge.*imgae/),
    ]);
  });

  it("refuses an empty README", () => {
    expect(new Fleet().write("services/web/README.md", "\n").lines()).toEqual(["services/web/README.md: the file is empty"]);
  });

  it("refuses a binary, a link and an overlong file among the placed files", () => {
    const fleet = new Fleet()
      .write("services/broker/files/a.bin", new Uint8Array([1, 0, 2]))
      .write("services/broker/files/b.bin", new Uint8Array([0xff, 0xfe]))
      .write("services/broker/files/c.txt", "x".repeat(300_000));
    symlinkSync("/etc/hostname", fleet.path("services/broker/files/d.conf"));
    expect(fleet.lines()).toEqual([
      "services/broker/files/a.bin: the file is not text: it holds a NUL character",
      "services/broker/files/b.bin: the file is not UTF-8 text",
      "services/broker/files/c.txt: the file has 300000 bytes; allowed: at most 262144 bytes",
      "services/broker/files/d.conf: is a symbolic link; allowed: regular files",
    ]);
  });

  it("refuses placed files that are too large together", () => {
    const fleet = new Fleet();
    for (const name of ["a", "b", "c", "d", "e"]) fleet.write(`services/broker/files/${name}.txt`, "x".repeat(250_000));
    expect(fleet.lines()).toEqual([
      "services/broker/files: the placed files of broker on EDGE have 1250047 bytes together; allowed: at most 1048576 bytes",
    ]);
  });

  it("does not follow a link in place of one of its own files", () => {
    const fleet = new Fleet().remove("services/web/service.yaml");
    symlinkSync("/etc/passwd", fleet.path("services/web/service.yaml"));
    expect(fleet.lines()).toEqual(["services/web/service.yaml: is a symbolic link; allowed: regular files"]);
  });

  it("takes an executable placed file over as executable", () => {
    const fleet = new Fleet().write("services/broker/files/run.sh", "#!/bin/sh\n");
    chmodSync(fleet.path("services/broker/files/run.sh"), 0o755);
    const files = loadInventoryOrThrow(fleet.root).nodes.get("EDGE")?.deployments[0]?.files;
    expect(files?.find(({ path }) => path === "files/run.sh")?.mode).toBe("0755");
  });
});

describe("folders and files that belong to nothing", () => {
  it("names a host folder that is not in the topology, and proposes the node that was meant", () => {
    const fleet = new Fleet().write("hosts/egde/services.yaml", "node: EGDE\nservices: {}\n");
    expect(fleet.lines()).toEqual([
      'hosts/egde: the folder belongs to no node of the topology; allowed: hub, vps, edge, edge-home; did you mean "edge"?',
    ]);
  });

  it("names a node without a folder", () => {
    const fleet = new Fleet().remove("hosts/hub");
    const lines = fleet.lines();
    expect(lines).toContain(
      "inventory/topology.yaml:20:3 nodes.HUB: the node has no folder hosts/hub; fix: add it with capabilities.yaml and services.yaml, or remove the node",
    );
  });

  it("names an override for a service that the node does not list", () => {
    const fleet = new Fleet().write("hosts/hub/runtime/web/docker-compose.override.yml", "services: {}\n");
    expect(fleet.lines()).toEqual([
      "hosts/hub/runtime/web: HUB does not list the service web; fix: list it in hosts/hub/services.yaml, or remove the folder",
    ]);
  });

  it("names a misspelt override, which would be overlooked otherwise", () => {
    const fleet = new Fleet().write("hosts/vps/runtime/web/docker-compose.overide.yml", "services: {}\n");
    expect(fleet.lines()).toEqual([
      "hosts/vps/runtime/web/docker-compose.overide.yml: nothing reads this file or folder; " +
        'allowed: docker-compose.override.yml, files, README.md; did you mean "docker-compose.override.yml"?',
    ]);
  });

  it("names a service that has no folder", () => {
    const fleet = new Fleet().edit("hosts/hub/services.yaml", "forge:", "froge:");
    expect(fleet.lines()).toContain(
      "hosts/hub/services.yaml:3:3 services.froge: there is no service froge: the folder services/froge is missing; " +
        'did you mean "forge"?',
    );
  });
});

describe("names that must agree", () => {
  it("refuses a contract under another name than its folder", () => {
    expect(new Fleet().edit("services/web/service.yaml", "name: web", "name: wiki").lines()).toContain(
      'services/web/service.yaml:1:7 name: "wiki" is not the name of its folder; allowed: web',
    );
  });

  it("refuses host files that name another node than their folder", () => {
    const fleet = new Fleet()
      .edit("hosts/hub/capabilities.yaml", "node: HUB", "node: VPS")
      .edit("hosts/hub/services.yaml", "node: HUB", "node: EDGE");
    expect(fleet.lines()).toEqual([
      'hosts/hub/capabilities.yaml:1:7 node: "VPS" is not the node of this folder; allowed: HUB',
      'hosts/hub/services.yaml:1:7 node: "EDGE" is not the node of this folder; allowed: HUB',
    ]);
  });

  it("refuses a node of a site that is not declared", () => {
    expect(new Fleet().edit("inventory/topology.yaml", "site: cottage", "site: cotage").lines()).toEqual([
      'inventory/topology.yaml:37:11 nodes.EDGE.site: "cotage" is not a site of the topology; ' +
        'allowed: house, vps, cottage; did you mean "cottage"?',
    ]);
  });
});

describe("many problems at once", () => {
  it("are all in one report, and one broken file does not hide the others or make noise", () => {
    const fleet = new Fleet()
      .edit("services/forge/service.yaml", "exposure: mesh", "exposur: mesh")
      .edit("hosts/edge/capabilities.yaml", "cpu_cores: 4", "cpu_cores: four")
      .remove("services/home/env.example")
      .edit("services/web/service.yaml", "service: proxy", "service: prxy")
      .edit("services/broker/service.yaml", "description: The message broker.", "\tdescription: The message broker.")
      .write("hosts/edge-home/services.yaml", "")
      .edit("inventory/topology.yaml", "    role: ingress", "    role: ingres");
    const report = fleet.lines();
    expect(report.map((line) => line.replace(/;.*/, ""))).toEqual([
      "hosts/edge-home/services.yaml:1:1: the file is empty",
      'hosts/edge/capabilities.yaml:3:12 cpu_cores: "four" is not a number',
      'inventory/topology.yaml:30:11 nodes.VPS.role: "ingres" is not allowed here',
      "services/broker/service.yaml:2:1: a tab is used for indentation",
      "services/forge/service.yaml:4:1 exposur: unknown key",
      "services/home/env.example: the file is missing",
      "services/web/service.yaml:10:14 dependencies[0].service: there is no service prxy",
    ]);
  });

  it("come as one error from the function that throws", () => {
    const fleet = new Fleet().remove("services/web/README.md").remove("services/forge/README.md");
    expect(() => loadInventoryOrThrow(fleet.root)).toThrow(ProblemError);
    expect(() => loadInventoryOrThrow(fleet.root)).toThrow(/forge\/README[^]*web\/README[^]*2 problems$/);
  });

  it("of the other files are still found when the topology cannot be read", () => {
    const fleet = new Fleet()
      .write("inventory/topology.yaml", "nodes: [\n")
      .edit("hosts/hub/capabilities.yaml", "uplink: steady", "uplink: stedy")
      .edit("services/web/service.yaml", "  - service: proxy", "  - service: prxy");
    expect(fleet.lines().map((line) => line.replace(/;.*/, ""))).toEqual([
      'hosts/hub/capabilities.yaml:8:9 uplink: "stedy" is not allowed here',
      "inventory/topology.yaml:2:1: is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
      "services/web/service.yaml:10:14 dependencies[0].service: there is no service prxy",
    ]);
  });
});
