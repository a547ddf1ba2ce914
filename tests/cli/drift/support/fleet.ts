import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** The image that every service of the fleet sleeps in. */
export const IMAGE = "demo:1";

/** How a node of the fleet is reached. */
export type Reach =
  { readonly kind: "ssh"; readonly user: string; readonly port: number } | { readonly kind: "local"; readonly socket: string };

/** What a service of the fleet declares. @default 32 MiB, no files */
export interface FleetService {
  readonly memory?: string;
  /** A file that is placed and mounted: its text. */
  readonly file?: string;
  /** More of its Compose service. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly deadline?: string;
  /** A whole document in the place of all of that, with a Compose service of the name. */
  readonly document?: object;
}

/** Machines with sleeping services, by node and by service. */
export type Fleet = Readonly<Record<string, FleetNode>>;

export interface FleetNode {
  readonly reach: Reach;
  readonly services: Readonly<Record<string, FleetService>>;
  /** @default the site of the whole fleet */
  readonly site?: string;
}

/** Puts a fleet in the place of a checkout's inventory, hosts and services; everything in it is sound. */
export async function writeFleet(root: string, site: string, fleet: Fleet): Promise<void> {
  await Promise.all(["inventory", "hosts", "services"].map((folder) => rm(path.join(root, folder), { recursive: true, force: true })));
  const write = async (file: string, content: unknown, mode = 0o644): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    // JSON is YAML.
    await writeFile(path.join(root, file), typeof content === "string" ? content : `${JSON.stringify(content, undefined, 1)}\n`, { mode });
  };
  const sites = [...new Set(Object.values(fleet).map(({ site: of = site }) => of))];
  const nodes = Object.entries(fleet).map(
    ([name, { reach, site: of = site }]) =>
      [name, { site: of, role: "compute", description: "A node of a test.", address: "127.0.0.1", connection: reach }] as const,
  );
  await write("inventory/topology.yaml", {
    mesh: { kind: "tailscale", domain: "mesh.example.net" },
    public_domain: "example.net",
    sites: Object.fromEntries(sites.map((site) => [site, { description: "A site of a test." }])),
    nodes: Object.fromEntries(nodes),
  });
  for (const [node, { services }] of Object.entries(fleet)) {
    const host = `hosts/${node.toLowerCase()}`;
    await write(`${host}/capabilities.yaml`, {
      node,
      architecture: "amd64",
      cpu_cores: 2,
      memory: { total_mib: 16384, swap_mib: 0, reserve_mib: 512 },
      uplink: "steady",
      container_engine: { name: "docker", compose: "v2", compose_version: "2.40.3" },
    });
    await write(`${host}/services.yaml`, {
      node,
      services: Object.fromEntries(Object.keys(services).map((name) => [name, { exposure: "none" }])),
    });
    for (const [name, service] of Object.entries(services)) {
      const folder = `services/${name}`;
      const volumes = service.file === undefined ? {} : { volumes: [`./files/${name}.conf:/etc/own.conf:ro`] };
      const container = {
        container_name: name,
        image: IMAGE,
        command: ["sleep", "100000"],
        init: true,
        restart: "unless-stopped",
        mem_limit: service.memory ?? "32m",
        stop_grace_period: "1s",
        ...volumes,
        ...service.more,
      };
      await write(`${folder}/docker-compose.yml`, service.document ?? { services: { [name]: container } });
      await write(`${folder}/service.yaml`, {
        name,
        description: "A service of a test.",
        owner_node: node,
        exposure: "none",
        persistence: { paths: [] },
        runtime: { env_vars: [] },
        healthcheck: { type: "container", services: [name], interval: "1s", timeout: "2s", deadline: service.deadline ?? "20s" },
      });
      await write(`${folder}/README.md`, `# ${name}\n\nA service of a test.\n`);
      await write(`${folder}/env.example`, "");
      await write(`${folder}/healthcheck.sh`, "#!/bin/sh\nexit 0\n", 0o755);
      if (service.file !== undefined) await write(`${folder}/files/${name}.conf`, service.file);
    }
  }
}
