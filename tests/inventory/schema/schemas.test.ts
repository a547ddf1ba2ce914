import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import type { z } from "zod";
import { formatProblem } from "../../../compose/problem.ts";
import { budgetMib, capabilities, contract, hostFolder, hostGuests, hostServices, topology } from "../../../src/inventory/schema/index.ts";
import { parseYaml, validate } from "../../../src/inventory/yaml/index.ts";
import { goodFleet } from "../support/fleet.ts";

type Path = readonly (string | number)[];

/** A good file of the fleet with one value set (or removed, by undefined), and what the schema says to it. */
function broken(file: string, schema: z.ZodType, path: Path, value: unknown): string[] {
  const document = parseDocument(readFileSync(`${goodFleet}/${file}`, "utf8"));
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  const { parsed, problems } = parseYaml(file, document.toString());
  if (parsed === undefined) throw new Error(problems.map(formatProblem).join("\n"));
  return validate(parsed, schema).problems.map(({ path: where, message }) => `${where}: ${message}`);
}

const files: readonly (readonly [string, z.ZodType])[] = [
  ["inventory/topology.yaml", topology],
  ["hosts/edge/capabilities.yaml", capabilities],
  ["hosts/edge-home/capabilities.yaml", capabilities],
  ["hosts/vps/services.yaml", hostServices],
  ["services/web/service.yaml", contract],
  ["services/broker/service.yaml", contract],
];

describe.each(files)("the schema of %s", (file, schema) => {
  it("takes the file of the good fleet", () => {
    const { parsed } = parseYaml(file, readFileSync(`${goodFleet}/${file}`, "utf8"));
    if (parsed === undefined) throw new Error("not YAML");
    expect(validate(parsed, schema).problems).toEqual([]);
  });

  it("refuses an unknown key in every mapping", () => {
    const { parsed } = parseYaml(file, readFileSync(`${goodFleet}/${file}`, "utf8"));
    const mappings = mappingPaths(parsed?.value, []);
    expect(mappings.length).toBeGreaterThan(1);
    for (const path of mappings) expect(broken(file, schema, [...path, "surplus_key"], "x")).not.toEqual([]);
  });

  it("refuses a mapping and an empty value in the place of every single value", () => {
    const { parsed } = parseYaml(file, readFileSync(`${goodFleet}/${file}`, "utf8"));
    for (const path of scalarPaths(parsed?.value, [])) {
      expect(broken(file, schema, path, { a: 1 })).not.toEqual([]);
      expect(broken(file, schema, path, null)).not.toEqual([]);
    }
  });
});

describe("the topology", () => {
  it.each<[Path, unknown, string]>([
    [["mesh", "kind"], "wireguard", 'mesh.kind: "wireguard" is not allowed here'],
    [["mesh", "domain"], "Mesh Net", 'mesh.domain: "Mesh Net" must be a lower-case DNS name'],
    [["public_domain"], undefined, "public_domain: is missing"],
    [["nodes", "VPS", "role"], "cook", 'nodes.VPS.role: "cook" is not allowed here'],
    [["nodes", "VPS", "lan_address"], "300.1.1.1", "nodes.VPS.lan_address: "],
    [["nodes", "VPS", "mesh_address"], "vps", "nodes.VPS.mesh_address: "],
    [["nodes", "VPS", "connection", "kind"], "telnet", 'nodes.VPS.connection.kind: "telnet" is not allowed here'],
    [["nodes", "VPS", "connection", "port"], 0, "nodes.VPS.connection.port: 0 is too small"],
    [["nodes", "VPS", "connection", "user"], "-oProxyCommand=x", 'nodes.VPS.connection.user: "-oProxyCommand=x" must be a POSIX user name'],
    [["nodes", "VPS", "address"], "-oProxyCommand=x", "nodes.VPS.address: "],
    [["nodes", "Vps"], {}, 'nodes.Vps: the key "Vps" must be in capitals, digits and single hyphens, like CHELSTY-INFRA'],
    [["sites", "My Site"], { description: "x" }, 'sites.My Site: the key "My Site" must be kebab-case, like stability-agent'],
    [["nodes", "VPS", "description"], " ", 'nodes.VPS.description: " " must not be empty'],
  ])("refuses %j as %j", (path, value, expected) => {
    expect(broken("inventory/topology.yaml", topology, path, value)).toContainEqual(expect.stringContaining(expected));
  });
});

describe("the capabilities", () => {
  it.each<[Path, unknown, string]>([
    [["architecture"], "armv7", 'architecture: "armv7" is not allowed here'],
    [["memory", "total_mib"], "8 GiB", 'memory.total_mib: "8 GiB" is not a number'],
    [["memory", "total_mib"], 1.5, "memory.total_mib: 1.5 is not a whole number"],
    [["memory", "swap_mib"], undefined, "memory.swap_mib: is missing"],
    [["uplink"], "lte", 'uplink: "lte" is not allowed here'],
    [["container_engine", "name"], "podman", 'container_engine.name: "podman" is not allowed here'],
    [["container_engine", "compose"], "v3", 'container_engine.compose: "v3" is not allowed here'],
    [["container_engine", "compose_version"], "1.29", 'container_engine.compose_version: "1.29" must be a version like 2.40.3'],
    [["hypervisor", "endpoint"], "http://edge:8006", 'hypervisor.endpoint: "http://edge:8006" must be an https:// address'],
    [["devices", 0, "kind"], "usb", 'devices[0].kind: "usb" is not allowed here'],
    [["devices", 0, "address"], "192.168.1.105", 'devices[0].address: "192.168.1.105" must be host:port'],
    [["gpus"], [{ vendor: "voodoo", model: "x", memory_mib: 1 }], 'gpus[0].vendor: "voodoo" is not allowed here'],
  ])("refuse %j as %j", (path, value, expected) => {
    expect(broken("hosts/edge/capabilities.yaml", capabilities, path, value)).toContainEqual(expect.stringContaining(expected));
  });

  it.each<[Path, unknown, string]>([
    [["hypervisor", "endpoint"], "http://edge:8006", "hypervisor.endpoint"],
    [["hypervisor", "datastores", "local-lvm", "size_gb"], 3, "hypervisor.datastores.local-lvm.size_gb: unknown key"],
  ])("of a hypervisor refuse %j as %j", (path, value, expected) => {
    expect(broken("hosts/edge/capabilities.yaml", capabilities, path, value)).toContainEqual(expect.stringContaining(expected));
  });

  it("give the budget, stated or total − reserve", () => {
    expect(budgetMib({ total_mib: 4096, swap_mib: 0, reserve_mib: 800 })).toBe(3296);
    expect(budgetMib({ total_mib: 4096, swap_mib: 0, reserve_mib: 800, budget_mib: 3200 })).toBe(3200);
  });

  it("stand in a folder that is the node's name in lower case", () => {
    expect(hostFolder("CHELSTY-INFRA")).toBe("chelsty-infra");
  });
});

describe("the services of a host", () => {
  it.each<[Path, unknown, string]>([
    [["node"], "vps", 'node: "vps" must be in capitals'],
    [["services", "web", "exposure"], "publik", 'services.web.exposure: "publik" is not allowed here'],
    [["services", "web"], "public", 'services.web: "public" is not a mapping'],
    [["services", "Web_App"], { exposure: "none" }, 'services.Web_App: the key "Web_App" must be kebab-case'],
    [["services"], ["web"], "services: a sequence is not a mapping"],
  ])("refuse %j as %j", (path, value, expected) => {
    expect(broken("hosts/vps/services.yaml", hostServices, path, value)).toEqual([expect.stringContaining(expected)]);
  });
});

describe("a contract", () => {
  it.each<[Path, unknown, string]>([
    [["name"], "Web", 'name: "Web" must be kebab-case'],
    [["owner_node"], "vps", 'owner_node: "vps" is not allowed here'],
    [["exposure"], "internet", 'exposure: "internet" is not allowed here'],
    [["public_names", 0, "name"], "Wiki", 'public_names[0].name: "Wiki" is not allowed here'],
    [["public_names", 0, "port"], 70_000, "public_names[0].port: 70000 is too big"],
    [["dependencies", 0, "reason"], undefined, "dependencies[0].reason: is missing"],
    [["healthcheck", "type"], "grpc", 'healthcheck.type: "grpc" is not allowed here'],
    [["healthcheck"], { type: "http", url: "ftp://x" }, 'healthcheck.url: "ftp://x" must be an http:// or https:// address'],
    [["healthcheck"], { type: "tcp" }, "healthcheck.port: is missing"],
    [["healthcheck", "interval"], "10", 'healthcheck.interval: "10" must be a duration like 90s, 5m or 1m30s'],
    [["restart_policy"], "unles-stopped", 'restart_policy: "unles-stopped" is not allowed here'],
    [["restart_policy"], "on-failure:0", 'restart_policy: "on-failure:0" is not allowed here'],
    [["persistence", "paths", 0, "type"], "tmpfs", 'persistence.paths[0].type: "tmpfs" is not allowed here'],
    [["persistence", "paths", 0, "name"], "a/b", 'persistence.paths[0].name: "a/b" must be a Docker volume name'],
    [["persistence", "paths", 0, "target"], "data", 'persistence.paths[0].target: "data" must be an absolute path'],
    [["persistence", "paths", 0, "target"], "/data/../etc", "persistence.paths[0].target: "],
    [["persistence", "paths", 0, "target"], "/data/", "persistence.paths[0].target: "],
    [["persistence", "paths", 0, "backup"], true, "persistence.paths[0].backup: true is not allowed here"],
    [["persistence", "paths", 0, "migrate"], "soon", 'persistence.paths[0].migrate: "soon" is not allowed here'],
    [["persistence", "paths", 0, "managed"], "no", 'persistence.paths[0].managed: "no" is not true or false'],
    [["runtime", "env_vars", 0, "name"], "1ST", 'runtime.env_vars[0].name: "1ST" must be letters, digits and underscores'],
    [["runtime", "env_vars", 0, "default"], 5, "runtime.env_vars[0].default: 5 is not text"],
    [["placement", "exceptions", 0, "until"], "next year", 'placement.exceptions[0].until: "next year" must be a date like 2027-06-30'],
    [["placement", "exceptions", 0, "until"], "2027-02-30", "placement.exceptions[0].until: "],
    [["privileges"], [{ service: "web", allow: "everything", reason: "x" }], 'privileges[0].allow: "everything" is not allowed here'],
    [["privileges"], [{ service: "web", allow: "device" }], "privileges[0].reason: is missing"],
  ])("refuses %j as %j", (path, value, expected) => {
    expect(broken("services/web/service.yaml", contract, path, value)).toContainEqual(expect.stringContaining(expected));
  });

  it("takes every restart policy of Compose, and proposes the one that was meant", () => {
    for (const policy of ["no", "always", "unless-stopped", "on-failure", "on-failure:3"]) {
      expect(broken("services/web/service.yaml", contract, ["restart_policy"], policy)).toEqual([]);
    }
    const { parsed } = parseYaml("f", 'restart_policy: "unles-stopped"\n');
    if (parsed === undefined) throw new Error("not YAML");
    const problem = validate(parsed, contract).problems.find(({ path }) => path === "restart_policy");
    expect(problem?.suggestion).toBe("unless-stopped");
    expect(problem?.allowed).toBe("no, always, unless-stopped, on-failure, or on-failure:N");
  });
});

function mappingPaths(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, item]) => mappingPaths(item, [...path, Array.isArray(value) ? Number(key) : key]));
  return Array.isArray(value) ? inner : [path, ...inner];
}

function scalarPaths(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, item]) => scalarPaths(item, [...path, Array.isArray(value) ? Number(key) : key]));
}

describe("the guests of a host", () => {
  const machine = ["guests", "edge-home"];
  const container = ["guests", "cache"];

  it.each<[Path, unknown, string]>([
    [[...machine, "vmid"], 99, "guests.edge-home.vmid: 99 is too small"],
    [[...machine, "kind"], "jail", 'guests.edge-home.kind: "jail" is not allowed here'],
    [[...machine, "network", "bridge"], "eth0", 'guests.edge-home.network.bridge: "eth0" must be a bridge like vmbr0'],
    [
      [...machine, "network", "address"],
      "192.168.1.11",
      'guests.edge-home.network.address: "192.168.1.11" must be an address with its prefix, like 10.5.0.2/24, or dhcp',
    ],
    [[...machine, "bind_mounts"], [], "guests.edge-home.bind_mounts: unknown key"],
    [[...container, "privileged"], true, "guests.cache.privileged"],
    [
      [...container, "services", "apt-cache", "exposure"],
      "public",
      'guests.cache.services.apt-cache.exposure: "public" is not allowed here',
    ],
    [[...container, "bind_mounts", 0, "source"], "srv/cache", 'guests.cache.bind_mounts[0].source: "srv/cache" must be an absolute path'],
    [[...container, "system", "template"], "debian-12", 'guests.cache.system.template: "debian-12" must be a template like'],
    [["backup_jobs", "weekly", "keep", "dayly"], 3, "backup_jobs.weekly.keep.dayly: unknown key"],
  ])("refuse %j as %j", (path, value, expected) => {
    expect(broken("hosts/edge/guests.yaml", hostGuests, path, value)).toContainEqual(expect.stringContaining(expected));
  });
});
