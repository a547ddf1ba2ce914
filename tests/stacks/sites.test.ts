import path from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { loadInventoryOrThrow } from "../../src/rules/load/index.ts";
import { nodesOf, runsContainers, type Inventory } from "../../src/inventory/inventory.ts";
import { declareSite } from "../../src/stacks/site.ts";
import { ofType, runProgram, type Registered } from "../support/pulumi-mocks.ts";

const config = { "homelab:publicZoneId": "zone" };
let inventory: Inventory;

beforeAll(() => {
  inventory = loadInventoryOrThrow(path.resolve(import.meta.dirname, "../.."));
});

async function resourcesOf(site: string): Promise<readonly Registered[]> {
  const { resources, error } = await runProgram(() => declareSite(inventory, site), { stack: site, config });
  expect(error).toBeUndefined();
  return resources;
}

describe.each(["saturn", "vps", "chelsty", "core"] as const)("site %s", (site) => {
  it("has a node for every machine of the topology and a project for every service of theirs", async () => {
    const resources = await resourcesOf(site);
    const nodes = nodesOf(inventory, site).filter(runsContainers);
    expect([...ofType(resources, "homelab:components:Node").keys()]).toEqual(nodes.map(({ name }) => name));
    const projects = nodes.flatMap(({ name, deployments }) => deployments.map(({ service }) => `${name}/${service}/project`));
    expect([...ofType(resources, "homelab:compose:Project").keys()].sort()).toEqual(projects.sort());
  });

  it("names everything below a node after the node, so that one pattern takes it all out", async () => {
    const resources = await resourcesOf(site);
    const names = new Set(nodesOf(inventory, site).map(({ name }) => name));
    const parents = new Map(resources.map(({ name, type, parent }) => [`${type} ${name}`, parent]));
    for (const resource of resources) {
      if (resource.parent === undefined) continue;
      const node = resource.parent.split("/")[0] ?? "";
      expect(names, `${resource.type} ${resource.name}`).toContain(node);
      expect(resource.name.startsWith(`${node}/`), `${resource.name} below ${resource.parent}`).toBe(true);
    }
    expect(parents.size, "no two resources of a type share a name").toBe(resources.length);
  });

  it("makes no provider a child of a node, since the engine makes providers of nodes that are left out, too", async () => {
    const providers = (await resourcesOf(site)).filter(({ type }) => type.startsWith("pulumi:providers:"));
    expect(providers.filter(({ parent }) => parent !== undefined).map(({ name }) => name)).toEqual([]);
  });

  it("lets no node wait for another", async () => {
    for (const { name, dependsOn } of await resourcesOf(site)) {
      const node = name.split("/")[0] ?? "";
      expect(
        dependsOn.filter((other) => !other.startsWith(`${node}/`)),
        name,
      ).toEqual([]);
    }
  });

  it("chooses the provider of every resource, since default ones are disabled", async () => {
    const resources = (await resourcesOf(site)).filter(({ custom, type }) => custom && !type.startsWith("pulumi:providers:"));
    expect(resources.length).toBeGreaterThan(0);
    expect(resources.filter(({ provider }) => provider === undefined).map(({ name }) => name)).toEqual([]);
  });

  it("starts one homelab provider for all its nodes", async () => {
    expect([...ofType(await resourcesOf(site), "pulumi:providers:homelab").keys()]).toEqual(["homelab"]);
  });
});

describe("site vps", () => {
  it("gives every public service its names in Cloudflare, and nothing else", async () => {
    const resources = await resourcesOf("vps");
    const hosts = nodesOf(inventory, "vps").flatMap(({ deployments }) =>
      deployments
        .filter(({ exposure }) => exposure === "public")
        .flatMap(({ contract }) => contract.public_names.map(({ name }) => `${name}.${inventory.topology.public_domain}`)),
    );
    expect(hosts.length).toBeGreaterThan(0);
    const records = [...ofType(resources, "cloudflare:index/dnsRecord:DnsRecord").values()];
    expect(records.map(({ inputs }) => inputs["name"]).sort()).toEqual(hosts.sort());
  });

  it("protects the volumes of the table of data paths", async () => {
    const volumes = [...ofType(await resourcesOf("vps"), "docker:index/volume:Volume").values()];
    expect(volumes.map(({ inputs }) => inputs["name"]).sort()).toEqual([
      "joplin_postgres_data",
      "outline_outline_storage",
      "outline_postgres_data",
      "outline_redis_data",
    ]);
    expect(volumes.every(({ protect, retainOnDelete }) => protect && retainOnDelete)).toBe(true);
  });

  it("says what its containers may take, within 3200 MiB", async () => {
    const { result } = await runProgram(() => declareSite(inventory, "vps"), { config });
    const { memory } = result as { memory: Record<string, { budget: number; sum: number; left: number; limits: Record<string, number> }> };
    const table = memory["VPS"];
    expect(table?.budget).toBe(3200);
    expect(table?.sum).toBe(Object.values(table?.limits ?? {}).reduce((sum, limit) => sum + limit, 0));
    expect(table?.left).toBe(3200 - (table?.sum ?? 0));
    expect(table?.left).toBeGreaterThanOrEqual(0);
  });

  it("names the setting that is missing when nobody said which zone holds its names", async () => {
    const { error } = await runProgram(() => declareSite(inventory, "vps"));
    expect(String(error)).toContain("homelab:publicZoneId");
  });
});

describe("site chelsty", () => {
  it("runs CHELSTY-HA as a protected machine of CHELSTY-INFRA, and nothing on CHELSTY-HA waits for it", async () => {
    const resources = await resourcesOf("chelsty");
    const machines = ofType(resources, "proxmoxve:index/vmLegacy:VmLegacy");
    expect([...machines.keys()]).toEqual(["CHELSTY-INFRA/vm/CHELSTY-HA"]);
    expect(machines.get("CHELSTY-INFRA/vm/CHELSTY-HA")).toMatchObject({ protect: true, provider: "CHELSTY-INFRA/proxmox" });
    const waiting = resources.filter(
      ({ name, dependsOn }) => name.startsWith("CHELSTY-HA/") && dependsOn.some((one) => one.includes("/vm/")),
    );
    expect(waiting).toEqual([]);
  });

  it("gives Proxmox its endpoint and no token", async () => {
    const provider = ofType(await resourcesOf("chelsty"), "pulumi:providers:proxmoxve").get("CHELSTY-INFRA/proxmox");
    expect(provider?.inputs).toEqual({ endpoint: inventory.nodes.get("CHELSTY-INFRA")?.capabilities.hypervisor?.endpoint });
  });
});

describe("site core", () => {
  it("has the management container 102 with the shared storage, and every other guest of the seed", async () => {
    const guests = ofType(await resourcesOf("core"), "proxmoxve:index/containerLegacy:ContainerLegacy");
    expect([...guests.keys()].sort()).toEqual(
      ["beszel", "dns", "dockge", "forgejo", "mgmt", "npm", "pbs", "uptime-kuma"].map((name) => `CORE/lxc/${name}`),
    );
    expect(guests.get("CORE/lxc/mgmt")?.inputs).toMatchObject({
      vmId: 102,
      unprivileged: true,
      mountPoints: [{ volume: "/rpool/shared/stuff", path: "/home/mikkel/stuff", readOnly: false }],
    });
    expect([...guests.values()].every(({ protect, provider }) => protect && provider === "CORE/proxmox")).toBe(true);
  });

  it("gives every service of the class lan its name on the network's own server", async () => {
    const records = [...ofType(await resourcesOf("core"), "homelab:technitium:Record").values()].map(
      ({ inputs }) => `${String(inputs["name"])} ${String(inputs["value"])}`,
    );
    expect(records).toContain("dns.lan.georgsen.dk 10.5.0.2");
    expect(records).toContain("pbs.lan.georgsen.dk 10.5.0.6");
    expect(records).toHaveLength(8);
  });

  it("asks Proxmox VE at the address of the seed, without a token in the program", async () => {
    expect(ofType(await resourcesOf("core"), "pulumi:providers:proxmoxve").get("CORE/proxmox")?.inputs).toEqual({
      endpoint: "https://core.georgsen.dk:8006",
    });
  });
});
