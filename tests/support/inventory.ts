import type { ResolvedCompose } from "../../compose/index.ts";
import type { Deployment, Inventory, NodeFacts } from "../../src/inventory/inventory.ts";
import { capabilities, contract, topology, type Capabilities, type Contract, type TopologyNode } from "../../src/inventory/schema/index.ts";

/** One sound example of everything, so that a test only has to say what it breaks. */

/** A machine with 4 GiB and no swap, of which 3200 MiB are for containers. */
export const soundCapabilities: Capabilities = capabilities.parse({
  node: "VPS",
  architecture: "amd64",
  cpu_cores: 2,
  memory: { total_mib: 4096, swap_mib: 0, reserve_mib: 800, budget_mib: 3200 },
  uplink: "steady",
  container_engine: { name: "docker", compose: "v2", compose_version: "2.40.3" },
});

/** A service that keeps nothing and needs nothing. */
export function soundContract(over: Readonly<Record<string, unknown>> & { readonly name: string }): Contract {
  return contract.parse({
    description: "An example.",
    owner_node: "VPS",
    exposure: "none",
    healthcheck: { type: "container" },
    persistence: { paths: [] },
    runtime: { env_vars: [] },
    ...over,
  });
}

/** A Compose service with a limit, as the resolved document holds it. */
export function soundContainer(name: string, over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { image: `ghcr.io/example/${name}:1.2.3`, container_name: name, restart: "unless-stopped", mem_limit: "268435456", ...over };
}

export interface DeploymentOverrides {
  readonly node?: string;
  readonly site?: string;
  readonly exposure?: Deployment["exposure"];
  /** What the contract says differently. @default nothing */
  readonly contract?: Readonly<Record<string, unknown>>;
  /** The document's services. @default one of the service's name with 256 MiB */
  readonly services?: Readonly<Record<string, unknown>>;
  /** The rest of the document: networks, volumes. @default nothing */
  readonly document?: Readonly<Record<string, unknown>>;
  readonly files?: Deployment["files"];
}

/** A service on a node with one container of the same name. */
export function soundDeployment(service: string, over: DeploymentOverrides = {}): Deployment {
  const { node = "VPS", site = "vps", exposure = "none", files = [] } = over;
  const document = { name: service, services: over.services ?? { [service]: soundContainer(service) }, ...over.document };
  return {
    node,
    site,
    service,
    project: service,
    contract: soundContract({ name: service, exposure, ...over.contract }),
    exposure,
    resolved: { document, placeOf: () => undefined } as unknown as ResolvedCompose,
    files,
    place: { file: `hosts/${node.toLowerCase()}/services.yaml`, line: 3, column: 3 },
  };
}

export interface NodeOverrides {
  readonly topology?: Partial<TopologyNode>;
  readonly capabilities?: Partial<Capabilities>;
  /** @default one service, `outline` */
  readonly deployments?: readonly Deployment[];
}

/** A node of site vps with one service. */
export function soundNode(name = "VPS", over: NodeOverrides = {}): NodeFacts {
  return {
    name,
    topology: {
      site: "vps",
      role: "ingress",
      description: "The rented server.",
      address: name.toLowerCase(),
      public_address: "203.0.113.10",
      connection: { kind: "ssh", user: "dockeruser", port: 22 },
      ...over.topology,
    },
    capabilities: { ...soundCapabilities, node: name, ...over.capabilities },
    deployments: over.deployments ?? [soundDeployment("outline", { node: name })],
  };
}

/** The inventory that holds these nodes and nothing else. */
export function soundInventory(nodes: readonly NodeFacts[]): Inventory {
  const sites = Object.fromEntries(nodes.map(({ topology: { site } }) => [site, { description: `Site ${site}.` }]));
  return {
    root: "/checkout",
    topology: topology.parse({
      mesh: { kind: "tailscale", domain: "mesh.example.net" },
      public_domain: "example.net",
      sites,
      nodes: Object.fromEntries(nodes.map((node) => [node.name, node.topology])),
    }),
    nodes: new Map(nodes.map((node) => [node.name, node])),
    contracts: new Map(nodes.flatMap((node) => node.deployments.map((one) => [one.service, one.contract] as const))),
  };
}
