import { Provider as DockerProvider } from "@pulumi/docker/provider.js";
import * as pulumi from "@pulumi/pulumi";

import type { NodeFacts } from "../inventory/inventory.ts";
import type { Problem } from "../../compose/problem.ts";
import { memoryBudget, memoryTable, nodeMemoryFacts, type MemoryTable } from "../rules/index.ts";
import type { NodeTopology } from "../rules/node-facts.ts";
import { Layout, Network } from "../resources/index.ts";
import { managedVolumes } from "../inventory/managed-volumes.ts";
import { dockerAddress } from "./docker-address.ts";
import { layoutFolders } from "../inventory/layout-folders.ts";
import { deploymentProblems, refuseProblems } from "./refuse.ts";
import { sharedNetworks } from "./shared-networks.ts";

export interface NodeArgs {
  /** Everything git says about the machine and what runs on it. */
  readonly facts: NodeFacts;
  /** What the topology says about it, for the policies. @default they know none of its addresses */
  readonly topology?: NodeTopology;
  /** What has to be done to the machine before anything is placed on it. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * One machine: its folder tree, the networks its services share, and how its Docker engine is reached. Whatever is on the
 * node is a child and is named `<node>/…`, so that two patterns take the whole node out of an operation.
 */
export class Node extends pulumi.ComponentResource {
  static readonly token = "homelab:components:Node";

  readonly facts: NodeFacts;
  /** What the containers may take together and what that leaves. */
  readonly memory: MemoryTable;
  readonly layout: Layout;
  /** Left out on a node without managed volumes: a provider that nobody uses is a process for nothing. */
  readonly docker?: DockerProvider;
  /** The shared networks by name. */
  readonly networks: ReadonlyMap<string, Network>;

  /**
   * Takes the `homelab` provider from the options.
   * @throws pulumi.ResourceError with everything that is wrong with any service of the node or with all of them together.
   */
  constructor(name: string, args: NodeArgs, options?: pulumi.ComponentResourceOptions) {
    super(Node.token, name, {}, options);
    const { facts, topology, after = [] } = args;
    const { site, connection } = facts.topology;
    refuseProblems(this, nodeProblems(facts));
    this.facts = facts;
    this.memory = memoryTable(nodeMemoryFacts(facts));
    const shared = sharedNetworks(facts.deployments);

    this.layout = new Layout(
      `${name}/layout`,
      {
        node: facts.name,
        site,
        folders: layoutFolders(connection),
        capabilities: facts.capabilities,
        ...(topology === undefined ? {} : { topology }),
      },
      { parent: this, dependsOn: [...after] },
    );
    if (facts.deployments.some((deployment) => managedVolumes(deployment).length > 0)) {
      // No child of this component: the engine makes a provider even when everything else of the node is left out of the first
      // operation, and a child whose parent does not exist makes the state invalid.
      this.docker = new DockerProvider(`${name}/docker`, dockerArgs(facts));
    }
    this.networks = new Map(shared.map((network) => [network, sharedNetwork(this, facts.name, network)]));

    this.registerOutputs({ site, role: facts.topology.role, address: facts.topology.address });
  }
}

/** The provider of what the Docker engine of a node holds, for the options of a resource or component. */
export function dockerOptions({ docker }: Pick<Node, "docker">): { provider?: DockerProvider } {
  return docker === undefined ? {} : { provider: docker };
}

function dockerArgs({ name, topology }: NodeFacts): { host: string; sshOpts?: string[] } {
  const { host, sshOpts } = dockerAddress(name, topology);
  return { host, ...(sshOpts === undefined ? {} : { sshOpts: [...sshOpts] }) };
}

/** The Docker plugin made it before; what the state knows under that type is this one, and nothing on the node changes (decision 0016). */
function sharedNetwork(parent: Node, node: string, network: string): Network {
  const aliases = [{ type: "docker:index/network:Network" }];
  return new Network(`${node}/network/${network}`, { node, name: network, driver: "bridge", internal: false }, { parent, aliases });
}

function nodeProblems(facts: NodeFacts): Problem[] {
  return [...facts.deployments.flatMap(deploymentProblems), ...memoryBudget(nodeMemoryFacts(facts))];
}
