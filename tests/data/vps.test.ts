import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { budgetMib, capabilities, contract, hostServices, topology, type Contract } from "../../src/inventory/schema/index.ts";

/** As much of a Compose service as these tests look at. */
interface ComposeService {
  readonly container_name?: string;
  readonly image?: string;
  readonly restart?: string;
  readonly mem_limit?: string;
  readonly memswap_limit?: string;
  readonly oom_score_adj?: number;
  readonly deploy?: unknown;
  readonly ports?: readonly string[];
  readonly volumes?: readonly (string | { readonly source: string; readonly target: string })[];
}

interface ComposeDocument {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes?: Readonly<Record<string, { readonly external?: boolean; readonly name?: string }>>;
}

const root = join(import.meta.dirname, "../..");
const read = (path: string): unknown => parse(readFileSync(join(root, path), "utf8"));
const wanted = Object.keys(hostServices.parse(read("hosts/vps/services.yaml")).services);
const mesh = topology.parse(read("inventory/topology.yaml")).nodes["VPS"]?.mesh_address;
const base = (service: string): ComposeDocument => read(`services/${service}/docker-compose.yml`) as ComposeDocument;
const override = (service: string): ComposeDocument => read(`hosts/vps/runtime/${service}/docker-compose.override.yml`) as ComposeDocument;
const contractOf = (service: string): Contract => contract.parse(read(`services/${service}/service.yaml`));
const containers = wanted.flatMap((service) =>
  Object.entries(base(service).services).map(([name, ofBase]) => ({
    service,
    name,
    base: ofBase,
    override: override(service).services[name] ?? {},
  })),
);

/** The mounts of a document as `<service> <source on the node> <target>`. */
function mounts(document: ComposeDocument): string[] {
  return Object.entries(document.services).flatMap(([name, service]) =>
    (service.volumes ?? []).map((volume) => {
      const [source = "", target = ""] = typeof volume === "string" ? volume.split(":") : [volume.source, volume.target];
      return `${name} ${document.volumes?.[source]?.name ?? source} ${target}`;
    }),
  );
}

describe("the services of the VPS", () => {
  it("are the eight of the seed", () => {
    expect([...wanted].sort()).toEqual([
      "ai-cluster",
      "control-plane",
      "joplin",
      "node-agent",
      "npm",
      "outline",
      "stability-agent",
      "telegram-bot",
    ]);
  });

  it("call every container by its Compose key, once on the node", () => {
    for (const one of containers) expect(one.base.container_name).toBe(one.name);
    expect(new Set(containers.map((one) => one.name)).size).toBe(containers.length);
  });

  it("pin every image to a version", () => {
    for (const one of containers) expect(one.base.image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  });

  it("restart unless a person has stopped them", () => {
    for (const one of containers) expect(one.base.restart, one.name).toBe("unless-stopped");
  });

  it("publish on all addresses only what is the public ingress", () => {
    const open = containers.flatMap((one) =>
      [...(one.base.ports ?? []), ...(one.override.ports ?? [])]
        .filter((port) => !port.startsWith("127.0.0.1:") && !port.startsWith(`${mesh ?? "unknown"}:`))
        .map((port) => `${one.name} ${port}`),
    );
    expect(open).toEqual(["npm 80:80", "npm 443:443"]);
  });
});

describe("the memory of the VPS", () => {
  const memory = capabilities.parse(read("hosts/vps/capabilities.yaml")).memory;

  it("is 4 GiB without swap, of which containers may have 3200 MiB", () => {
    expect(memory).toMatchObject({ total_mib: 4096, swap_mib: 0, reserve_mib: 800 });
    expect(budgetMib(memory)).toBe(3200);
  });

  it("is limited for every container at service level, swap included", () => {
    for (const one of containers) {
      expect(one.override.mem_limit, one.name).toMatch(/^\d+m$/);
      expect(one.override.memswap_limit, one.name).toBe(one.override.mem_limit);
      expect([one.base.deploy, one.override.deploy], one.name).toEqual([undefined, undefined]);
    }
  });

  it("suffices for all limits together", () => {
    const sum = containers.reduce((total, one) => total + Number.parseInt(one.override.mem_limit ?? "", 10), 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(3200);
  });

  it("is taken from the control plane and the agents last", () => {
    const kept = containers.filter((one) => (one.override.oom_score_adj ?? one.base.oom_score_adj) !== undefined);
    expect(kept.map((one) => one.name).sort()).toEqual([
      "executor",
      "node-agent",
      "observer",
      "operator-ui",
      "stability-agent",
      "supervisor",
    ]);
    for (const one of kept) expect(one.override.oom_score_adj, one.name).toBe(-900);
  });
});

describe("the data of the VPS", () => {
  it.each([
    ["npm", "npm /home/dockeruser/docker/npm/data /data"],
    ["npm", "npm /home/dockeruser/docker/npm/letsencrypt /etc/letsencrypt"],
    ["outline", "outline outline_outline_storage /var/lib/outline/data"],
    ["outline", "outline-postgres outline_postgres_data /var/lib/postgresql/data"],
    ["outline", "outline-redis outline_redis_data /data"],
    ["joplin", "joplin-postgres joplin_postgres_data /var/lib/postgresql/data"],
    ["ai-cluster", "ai-cluster-mosquitto /home/dockeruser/docker/ai-cluster/mosquitto /mosquitto/config"],
  ])("of %s stays where it was: %s", (service, mount) => {
    expect(mounts(base(service))).toContain(mount);
    const path = contractOf(service).persistence.paths.find(
      (one) => `${one.service} ${one.type === "bind" ? one.source : one.name} ${one.target}` === mount,
    );
    expect(path?.migrate).toBe("never");
  });

  it("is mounted wherever a contract promises it", () => {
    for (const service of wanted) {
      const promised = contractOf(service).persistence.paths.map(
        (one) => `${one.service} ${one.type === "bind" ? one.source : one.name} ${one.target}`,
      );
      expect(mounts(base(service))).toEqual(expect.arrayContaining(promised));
    }
  });

  it("is in no volume that Compose could make or remove", () => {
    for (const service of wanted) {
      for (const [key, volume] of Object.entries(base(service).volumes ?? {})) {
        expect(volume.external, `${service} ${key}`).toBe(true);
      }
    }
  });
});

describe("the workers that belong on SOLARIA", () => {
  it("are on the VPS as exceptions with a last day", () => {
    const exceptions = contractOf("ai-cluster").placement.exceptions;
    expect(exceptions.map((one) => [one.service, one.node, one.home])).toEqual([
      ["codex-worker", "VPS", "SOLARIA"],
      ["planner-worker", "VPS", "SOLARIA"],
    ]);
  });
});
