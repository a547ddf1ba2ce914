import type { ComposeSource, ResolvedCompose } from "../../../compose/index.ts";
import type { PlacedFile } from "../inventory.ts";
import type { Place } from "../../../compose/problem.ts";
import type { Capabilities, Contract, Exposure, Topology, TopologyNode, HostGuests, HostImports } from "../schema/index.ts";
import type { YamlFile } from "../yaml/index.ts";
import type { EnvExample } from "./env-example.ts";

/**
 * What could be read, as far as it could be read. A part that is left out has its own problem in the report already, so
 * a check that needs it says nothing instead of adding noise.
 */
export interface InventoryParts {
  readonly topologyFile?: YamlFile;
  /** Left out when anything in the topology is wrong; its readable nodes are in `nodes` even then. */
  readonly topology?: Topology;
  /** False when the topology could not be read: then a node that is not in `nodes` may exist all the same. */
  readonly nodesKnown: boolean;
  /** In the order of the topology. */
  readonly nodes: ReadonlyMap<string, NodeParts>;
  /** Every folder under `services/`. */
  readonly services: ReadonlyMap<string, ServiceParts>;
  /** Every entry of every `services.yaml` whose service folder exists. */
  readonly deployments: readonly DeploymentParts[];
}

/** One node as far as it could be read. */
export interface NodeParts {
  readonly name: string;
  /** Its folder, relative to the checkout (`hosts/chelsty-infra`). */
  readonly folder: string;
  readonly topology?: TopologyNode;
  readonly capabilitiesFile?: YamlFile;
  readonly capabilities?: Capabilities;
  readonly servicesFile?: YamlFile;
  /** What `services.yaml` asks for; left out when that file could not be read. */
  readonly listed?: ReadonlyMap<string, ListedService>;
  readonly guestsFile?: YamlFile;
  readonly guests?: HostGuests;
  readonly importsFile?: YamlFile;
  readonly imports?: HostImports;
  /** By service; undefined for an override that could not be read. */
  readonly overrides: ReadonlyMap<string, ComposeSource | undefined>;
  /** Host variants of placed files, by service. */
  readonly files: ReadonlyMap<string, readonly PlacedFile[]>;
}

/** An entry of `services.yaml`. */
export interface ListedService {
  readonly place: Place;
  readonly exposure?: Exposure;
}

/** One service folder as far as it could be read. */
export interface ServiceParts {
  readonly name: string;
  /** Its folder, relative to the checkout (`services/outline`). */
  readonly folder: string;
  readonly contractFile?: YamlFile;
  readonly contract?: Contract;
  readonly compose?: ComposeSource;
  readonly envExample?: EnvExample;
  readonly files: readonly PlacedFile[];
}

/** One service on one node as far as it could be read. */
export interface DeploymentParts {
  readonly node: NodeParts;
  readonly service: ServiceParts;
  readonly place: Place;
  readonly exposure?: Exposure;
  /** Left out when base or override could not be resolved. */
  readonly resolved?: ResolvedCompose;
  readonly files: readonly PlacedFile[];
}
