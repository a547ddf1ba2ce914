import type { Resource } from "@pulumi/pulumi";

import type { Deployment, Inventory, NodeFacts } from "../inventory/inventory.ts";
import { nodesOf, runsContainers } from "../inventory/inventory.ts";
import { nodeTopology } from "../rules/node-facts.ts";
import { ComposeService } from "../components/compose-service.ts";
import { HomelabProvider } from "../components/homelab-provider.ts";
import { Node } from "../components/node.ts";
import { deploymentOrder, localDependencies } from "./deployment-order.ts";

/** The part that all sites have in common: the nodes of the topology, each with the services of its `services.yaml`. */
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
