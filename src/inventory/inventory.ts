import type { ResolvedCompose } from "../../compose/index.ts";
import type { Place } from "../../compose/problem.ts";
import type { Capabilities, Contract, Exposure, Guest, HostGuests, HostImports, Topology, TopologyNode } from "./schema/index.ts";

/** A file from git that is placed beside a service's Compose document on its node. */
export interface PlacedFile {
  /** Where it goes, relative to the service's project directory (`files/mosquitto.conf`). */
  readonly path: string;
  /** Where it stands in git. */
  readonly source: string;
  readonly content: string;
  /** Permission bits, `0644` or `0755`. */
  readonly mode: string;
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
}

/** One machine with everything git says about it. */
export interface NodeFacts {
  readonly name: string;
  readonly topology: TopologyNode;
  readonly capabilities: Capabilities;
  /** In the order of `services.yaml`. */
  readonly deployments: readonly Deployment[];
  /** What it runs as a hypervisor. @default it is none */
  readonly guests?: HostGuests;
  /** What existed there before this program. @default nothing */
  readonly imports?: HostImports;
}

/** One service on one node: its contract, and base and override merged. */
export interface Deployment {
  readonly node: string;
  readonly site: string;
  readonly service: string;
  /** The Compose project's name; the service's own name. */
  readonly project: string;
  readonly contract: Contract;
  /** The class this node gives it, at most the contract's. */
  readonly exposure: Exposure;
  /** Base and override merged by the Compose rules, variables still unexpanded. */
  readonly resolved: ResolvedCompose;
  readonly files: readonly PlacedFile[];
  /** Where it is asked for: its entry in the node's `services.yaml`. */
  readonly place: Place;
}

/** Everything git says, checked. */
export interface Inventory {
  /** The checkout's root. */
  readonly root: string;
  readonly topology: Topology;
  /** In the order of the topology. */
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  readonly contracts: ReadonlyMap<string, Contract>;
}

/** The project directory of a service on its node; relative binds resolve there. */
export function projectDirectory(service: string): string {
  return `/opt/homelab/services/${service}`;
}

/** The variables of a service on its node; never in git. */
export function environmentFile(service: string): string {
  return `/opt/homelab/config/${service}/.env`;
}

/** The nodes of one site, in the order of the topology. */
export function nodesOf(inventory: Inventory, site: string): NodeFacts[] {
  return [...inventory.nodes.values()].filter((node) => node.topology.site === site);
}

/** A machine that a node runs. */
export interface GuestOf {
  readonly hypervisor: NodeFacts;
  /** The key in `guests.yaml`. */
  readonly name: string;
  readonly guest: Guest;
}

/** The guests of a node, in the order of its `guests.yaml`. */
export function guestsOf(hypervisor: NodeFacts): GuestOf[] {
  return Object.entries(hypervisor.guests?.guests ?? {}).map(([name, guest]) => ({ hypervisor, name, guest }));
}

/** The guest that a node is; undefined for a machine of its own. */
export function guestOfNode(inventory: Pick<Inventory, "nodes">, node: string): GuestOf | undefined {
  return [...inventory.nodes.values()].flatMap(guestsOf).find(({ guest }) => guest.node === node);
}

/** Does the node run containers? A hypervisor that only runs guests has nothing of this program on it. */
export function runsContainers({ capabilities }: Pick<NodeFacts, "capabilities">): boolean {
  return capabilities.container_engine !== undefined;
}
