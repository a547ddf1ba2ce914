import type { Resource } from "@pulumi/pulumi";

import type { Deployment, Inventory, NodeFacts } from "../inventory/inventory.ts";
import { nodesOf, runsContainers } from "../inventory/inventory.ts";
import { lanNames } from "../inventory/lan-names.ts";
import { publicNames } from "../inventory/public-names.ts";
import { nodeTopology } from "../rules/node-facts.ts";
import { ComposeService } from "../components/compose-service.ts";
import { HomelabProvider } from "../components/homelab-provider.ts";
import { Node } from "../components/node.ts";
import { deploymentOrder, localDependencies } from "./deployment-order.ts";
import { memoryOutput } from "./memory-output.ts";

/** The part that every site has: the nodes of the topology, each with the services of its `services.yaml`. */
export interface Site {
  readonly nodes: ReadonlyMap<string, Node>;
  /** In the order of the topology, and on a node each after those it depends on. */
  readonly services: readonly ComposeService[];
  /** The provider of this project's own resources. */
  readonly homelab: HomelabProvider;
}

/** What has to be done to a machine before anything is placed on it, by node. */
export type Prepared = ReadonlyMap<string, readonly Resource[]>;

/**
 * Everything that git says about a site: its nodes and services, the guests of its hypervisors, the names on its own network and
 * on the internet. A site is data alone. Only the SDKs that the site needs are loaded.
 * @returns the stack's outputs
 */
export async function declareSite(inventory: Inventory, name: string, prepared?: Prepared): Promise<object> {
  const site = createSite(inventory, name, prepared);
  const hypervisors = nodesOf(inventory, name).some(({ guests }) => guests !== undefined);
  const guests = hypervisors ? (await import("./guests.ts")).createGuests(inventory, name, site) : [];
  const local = lanNames(inventory, name);
  const names = local.length > 0 ? (await import("./lan-names.ts")).createLanNames(local, guests) : [];
  const open = publicNames(inventory, name);
  const hosts = open.length > 0 ? (await import("./public-hosts.ts")).createPublicHosts(inventory, open, site) : [];
  return {
    memory: memoryOutput(site.nodes),
    ...(names.length === 0 ? {} : { names: names.map(({ record }) => record.name) }),
    ...(hosts.length === 0 ? {} : { public: hosts.map(({ record }) => record.name) }),
  };
}

/**
 * Makes the nodes of a site that run containers, and their services. Nodes know nothing of each other: one that cannot be
 * reached must never keep another from being deployed.
 * @param prepared @default every machine is a node already
 * @throws pulumi.ResourceError when a node or service breaks a house rule, ProblemError when dependencies form a circle.
 */
export function createSite(inventory: Inventory, site: string, prepared: Prepared = new Map()): Site {
  const homelab = new HomelabProvider("homelab");
  const nodes = new Map<string, Node>();
  const services: ComposeService[] = [];
  for (const facts of nodesOf(inventory, site).filter(runsContainers)) {
    const node = new Node(
      facts.name,
      { facts, topology: nodeTopology(inventory.topology, facts), after: prepared.get(facts.name) ?? [] },
      { providers: [homelab] },
    );
    nodes.set(facts.name, node);
    services.push(...createServices(node, facts));
  }
  return { nodes, services, homelab };
}

function createServices(node: Node, facts: NodeFacts): ComposeService[] {
  const created = new Map<string, ComposeService>();
  for (const deployment of deploymentOrder(facts.deployments)) {
    const after = needed(deployment, created);
    created.set(deployment.service, new ComposeService(`${facts.name}/${deployment.service}`, { deployment, node, after }));
  }
  return [...created.values()];
}

function needed(deployment: Deployment, created: ReadonlyMap<string, ComposeService>): ComposeService[] {
  return localDependencies(deployment).flatMap((service) => created.get(service) ?? []);
}
