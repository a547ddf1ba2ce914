import type { NodeFacts } from "../inventory/inventory.ts";
import type { Capabilities, Connection, Topology } from "../inventory/schema/index.ts";
import { projectFacts, type ProjectFacts } from "./facts.ts";
import { isUnknown, plainCopy, unknown, type Unknown } from "./unknown.ts";

/** What the topology says about a node, as far as the rules need it; travels as an input of the node's layout. */
export interface NodeTopology {
  readonly role: string;
  /** The name under which it is logged in to. No rule reads it: whoever approves a plan sees where the login goes. */
  readonly address?: string;
  /** How it is logged in to: the account and the port, or the socket. */
  readonly connection?: Connection;
  /** Its addresses, by who reaches it there; see `inventory/topology.yaml`. */
  readonly mesh_address?: string;
  readonly lan_address?: string;
  readonly public_address?: string;
  /** The zone of public names; only on a node with an address on the internet. */
  readonly public_domain?: string;
  /**
   * What such a node must do without: the names and addresses of every node of another site, by node. A name that begins
   * with a dot stands for everything below it. Only on a node with an intermittent uplink.
   */
  readonly elsewhere?: Readonly<Record<string, readonly string[]>>;
  /** The mesh's DNS suffix, beside `elsewhere`: a name below it is one of a node, not a public one. */
  readonly mesh_domain?: string;
}

/** One node with everything that runs there. */
export interface NodeProjects {
  readonly node: string;
  readonly site: string;
  /** What `capabilities.yaml` says; `unknown` may stand anywhere in it. */
  readonly capabilities: Partial<Capabilities> | Unknown;
  readonly topology: Partial<NodeTopology> | Unknown;
  readonly projects: readonly ProjectFacts[];
}

/** What the rules need of the topology, for one node. */
export function nodeTopology(topology: Topology, node: NodeFacts): NodeTopology {
  const { role, site, address, connection, mesh_address, lan_address, public_address } = node.topology;
  return {
    role,
    address,
    connection,
    ...(mesh_address === undefined ? {} : { mesh_address }),
    ...(lan_address === undefined ? {} : { lan_address }),
    ...(public_address === undefined ? {} : { public_address, public_domain: topology.public_domain }),
    ...(node.capabilities.uplink === "intermittent" ? { elsewhere: elsewhere(topology, site), mesh_domain: topology.mesh.domain } : {}),
  };
}

/** The facts of one node of the inventory. */
export function nodeProjects(topology: Topology, node: NodeFacts): NodeProjects {
  return {
    node: node.name,
    site: node.topology.site,
    capabilities: node.capabilities,
    topology: nodeTopology(topology, node),
    projects: node.deployments.map(projectFacts),
  };
}

/**
 * The facts of a node from the inputs of its `homelab:node:Layout`, without projects, or undefined while the node's name
 * is not known.
 * @param inputs The resource's inputs, plain or as the policy SDK's proxy.
 */
export function nodeOfInputs(inputs: unknown): NodeProjects | undefined {
  const copy = plainCopy(inputs) as Readonly<Record<string, unknown>> | Unknown;
  if (isUnknown(copy) || typeof copy["node"] !== "string") return undefined;
  return {
    node: copy["node"],
    site: typeof copy["site"] === "string" ? copy["site"] : "",
    capabilities: part(copy["capabilities"]),
    topology: part(copy["topology"]),
    projects: [],
  };
}

/** The value of a node's capability, or `unknown`. */
export function capability<K extends keyof Capabilities>(node: NodeProjects, key: K): Capabilities[K] | Unknown | undefined {
  return isUnknown(node.capabilities) ? unknown : node.capabilities[key];
}

/** A part of what the topology says about a node, or `unknown`. */
export function topologyPart<K extends keyof NodeTopology>(node: NodeProjects, key: K): NodeTopology[K] | Unknown | undefined {
  return isUnknown(node.topology) ? unknown : node.topology[key];
}

function part(value: unknown): Readonly<Record<string, unknown>> | Unknown {
  if (isUnknown(value)) return unknown;
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function elsewhere({ mesh, public_domain, nodes }: Topology, site: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(nodes)
      .filter(([, node]) => node.site !== site)
      .map(([name, node]) => {
        const addresses = [node.mesh_address, node.lan_address, node.public_address].filter((address) => address !== undefined);
        const publicNames = node.public_address === undefined ? [] : [public_domain, `.${public_domain}`];
        return [name, [node.address, `${node.address}.${mesh.domain}`, ...addresses, ...publicNames]];
      }),
  );
}
