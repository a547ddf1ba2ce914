import { beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { runTool, type Ended } from "../support/tool.ts";

const MIB = 1024 * 1024;
const minutes = 60_000;

interface PreviewedSite {
  readonly site: string;
  readonly ok: boolean;
  readonly resources: readonly { operation: string; type: string; name: string; protect?: boolean }[];
  readonly memory: readonly {
    node: string;
    rows: readonly { service: string; container: string; limit: number | string }[];
    sum: number;
    budget: number;
    left: number;
  }[];
  readonly policies: { passed: readonly string[]; violations: readonly { level: string }[] };
  readonly errors: readonly string[];
  readonly offline: readonly { name: string }[];
}

/** The parsed `--json` of a preview that was to succeed. */
function sitesOf(ended: Ended): readonly PreviewedSite[] {
  expect(ended.exitCode, ended.all).toBe(0);
  return (JSON.parse(ended.stdout) as { sites: readonly PreviewedSite[] }).sites;
}

describe("the preview of every site", { timeout: 5 * minutes }, () => {
  let sites: ReadonlyMap<string, PreviewedSite>;

  beforeAll(async () => {
    await using checkout = await Checkout.prepared();
    sites = new Map(sitesOf(await runTool(checkout.root, "preview", ["all", "--json"])).map((site) => [site.site, site]));
  }, 5 * minutes);

  const names = (site: string, type: string): string[] =>
    (sites.get(site)?.resources ?? []).filter((resource) => resource.type === type).map(({ name }) => name);

  it("creates every node with its layout, and nothing of another site", () => {
    expect(names("vps", "homelab:node:Layout")).toHaveLength(1);
    expect(names("saturn", "homelab:components:Node").sort()).toEqual(["PIHA", "SATURN", "SOLARIA"]);
    expect(names("chelsty", "homelab:components:Node").sort()).toEqual(["CHELSTY-HA", "CHELSTY-INFRA"]);
  });

  it("creates a Compose project for every service that the VPS lists", () => {
    expect(names("vps", "homelab:compose:Project").sort()).toEqual(
      ["ai-cluster", "control-plane", "joplin", "node-agent", "npm", "outline", "stability-agent", "telegram-bot"].map(
        (service) => `VPS/${service}/project`,
      ),
    );
  });

  it("protects every data volume", () => {
    const volumes = (sites.get("vps")?.resources ?? []).filter(({ type }) => type === "docker:index/volume:Volume");
    expect(volumes.map(({ name }) => name.split("/").at(-1)).sort()).toEqual([
      "joplin_postgres_data",
      "outline_outline_storage",
      "outline_postgres_data",
      "outline_redis_data",
    ]);
    expect(volumes.every(({ protect }) => protect === true)).toBe(true);
  });

  it("gives names to what is public, and makes the machine of CHELSTY-HA", () => {
    expect(names("vps", "cloudflare:index/dnsRecord:DnsRecord").length).toBeGreaterThan(0);
    expect((sites.get("chelsty")?.resources ?? []).filter(({ type }) => type.startsWith("proxmoxve:Vm"))).toHaveLength(0);
    expect((sites.get("chelsty")?.resources ?? []).some(({ type }) => /^proxmoxve:.*[vV]m/.test(type))).toBe(true);
    expect(names("saturn", "cloudflare:index/dnsRecord:DnsRecord")).toEqual([]);
  });

  it("makes the guests of core, protected, and gives what runs in them its names on the local network", () => {
    const guests = (sites.get("core")?.resources ?? []).filter(({ type }) => /^proxmoxve:.*containerLegacy/i.test(type));
    expect(guests.map(({ name }) => name)).toContain("CORE/lxc/mgmt");
    expect(guests.every(({ protect }) => protect === true)).toBe(true);
    expect(names("core", "homelab:technitium:Record")).toContain("CORE/name/dns.lan.georgsen.dk");
    expect(names("core", "homelab:compose:Project")).toEqual([]);
  });

  it("adds up the memory of the VPS to at most 3200 MiB, every container with a limit", () => {
    const [memory] = sites.get("vps")?.memory ?? [];
    expect(memory?.node).toBe("VPS");
    expect(memory?.budget).toBe(3200 * MIB);
    const limits = (memory?.rows ?? []).map(({ limit }) => limit);
    expect(limits.length).toBeGreaterThanOrEqual(16);
    expect(limits.every((limit) => typeof limit === "number" && limit > 0)).toBe(true);
    expect(limits.reduce<number>((sum, limit) => sum + Number(limit), 0)).toBe(memory?.sum);
    expect(memory?.sum).toBeLessThanOrEqual(3200 * MIB);
  });

  it("names only the offline plugins that the site came to use", () => {
    const of = (site: string): string[] => (sites.get(site)?.offline ?? []).map(({ name }) => name);
    for (const name of of("vps")) expect(["docker", "cloudflare"]).toContain(name);
    for (const name of of("chelsty")) expect(["docker", "proxmoxve"]).toContain(name);
  });

  it("passes every mandatory policy on every site", () => {
    for (const [name, { policies }] of sites) {
      expect(
        policies.violations.filter(({ level }) => level === "mandatory"),
        name,
      ).toEqual([]);
      // A policy about a resource passes only where there is such a resource: nothing on core is run by Compose.
      const own = name === "core" ? ["guest-numbers", "hypervisor-budget"] : ["memory-limit-required", "oom-score-adj"];
      expect(policies.passed, name).toEqual(expect.arrayContaining(["memory-budget", ...own]));
    }
  });
});

describe("the preview of a VPS that breaks a house rule", { timeout: 3 * minutes }, () => {
  const override = (service: string): string => `hosts/vps/runtime/${service}/docker-compose.override.yml`;

  /** Previews the vps site of a copy after a change; it has to fail without a stack trace. */
  async function refused(change: (checkout: Checkout) => Promise<void>): Promise<Ended> {
    await using checkout = await Checkout.prepared();
    await change(checkout);
    const ended = await runTool(checkout.root, "preview", ["vps"]);
    expect(ended.exitCode, ended.all).toBe(1);
    expect(ended.all).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    return ended;
  }

  it("names the services, the sum, the bound and by how much at 3201 MiB", async () => {
    const ended = await refused(async (checkout) => {
      const [site] = sitesOf(await runTool(checkout.root, "preview", ["vps", "--json"]));
      const memory = site?.memory[0];
      const npm = memory?.rows.find(({ container }) => container === "npm");
      const missing = 3201 * MIB - (memory?.sum ?? 0);
      await checkout.replace(override("npm"), /mem_limit: .*/, `mem_limit: ${(Number(npm?.limit) + missing) / MIB}m`);
      await checkout.replace(override("npm"), /memswap_limit: .*/, `memswap_limit: ${(Number(npm?.limit) + missing) / MIB}m`);
    });
    expect(ended.all).toMatch(/add up to 3201 MiB, 1 MiB over its budget: .*outline/);
    expect(ended.all).toContain("at most 3200 MiB");
  });

  it("names the container whose limit was taken away", async () => {
    const ended = await refused((checkout) => checkout.replace(override("npm"), /^ +mem(swap)?_limit: .*\n/gm, ""));
    expect(ended.all).toMatch(/npm on VPS .*mem_limit/);
  });

  it("does not take a limit under deploy.resources for one at service level", async () => {
    const ended = await refused((checkout) =>
      checkout.replace(
        override("npm"),
        /^( +)mem_limit: (.*)\n( +memswap_limit: .*\n)?/m,
        "$1deploy: { resources: { limits: { memory: $2 } } }\n",
      ),
    );
    expect(ended.all).toMatch(/npm on VPS .*deploy\.resources/);
  });

  it("keeps executor out of the kernel's choice of victims", async () => {
    const ended = await refused((checkout) =>
      checkout.replace(override("control-plane"), /(^ {2}executor:\n(?: {4}mem.*\n)+) {4}oom_score_adj: -900\n/m, "$1"),
    );
    expect(ended.all).toMatch(/control-plane\/executor on VPS has no oom_score_adj/);
  });
});

describe("a site or option that does not exist", { timeout: minutes }, () => {
  it("is refused with the allowed ones and the nearest", async () => {
    await using checkout = await Checkout.prepared();
    const ended = await runTool(checkout.root, "preview", ["satrun"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/satrun/);
    expect(ended.stderr).toMatch(/chelsty, core, saturn, vps/);
    expect(ended.stderr).toMatch(/did you mean "?saturn/);
  });
});
