import { parseRecord } from "../../../provider/deploy/record.ts";
import type { RunRecord } from "../../../provider/deploy/record.ts";
import type { Difference } from "../../../provider/docker/difference.ts";
import { layoutDifferences } from "../../../provider/kinds/layout/read.ts";
import { enforcedProject } from "../../../provider/kinds/project/read.ts";
import type { EnforcedProject } from "../../../provider/kinds/project/read.ts";
import { LAYOUT_ROOT, takeSnapshot } from "../../../provider/docker/snapshot.ts";
import type { NodeSnapshot } from "../../../provider/docker/snapshot.ts";
import type { NodeAddress, NodeConnection } from "../../../provider/transport/connection.ts";
import { connect } from "../../../provider/transport/connections.ts";
import { checkoutRoot } from "../../../provider/transport/topology.ts";
import type { Deployment, NodeFacts } from "../../../src/inventory/inventory.ts";
import { nodesOf, runsContainers } from "../../../src/inventory/inventory.ts";
import { layoutFolders } from "../../../src/inventory/layout-folders.ts";
import { loadInventoryCached } from "../../../src/rules/load/cached.ts";
import { addressOfFacts } from "./addresses.ts";
import { declaredProject } from "./declared.ts";
import type { GitProject } from "./declared.ts";
import { failureOf } from "./probe.ts";
import type { NodeFailure } from "./probe.ts";

/** One service of git on one node, as it is there. */
export interface ProjectReading {
  readonly deployment: Deployment;
  /** What git declares, with the resolved document (variables unexpanded) and the digest a run for it has. */
  readonly declared: GitProject;
  /** Field by field where the node is not as git declares, the status and the containers. Holds no secret. */
  readonly enforced: EnforcedProject;
  /** The node's record of the last run; undefined when no `up` of ours ever ran. */
  readonly record: RunRecord | undefined;
}

/** What a node is like, read once. The snapshot holds values of env files: it stays in memory. */
export interface NodeFound {
  readonly state: "read";
  readonly snapshot: NodeSnapshot;
  /** In the order of the node's `services.yaml`. */
  readonly projects: readonly ProjectReading[];
  /** Where the folders of `/opt/homelab` are not as declared. */
  readonly layout: readonly Difference[];
}

/** One node of a site: what it is like, or why nobody knows. */
export type NodeReading = { readonly node: string; readonly address: string } & (NodeFound | NodeFailure);

/** How nodes are read. */
export interface ReadOptions {
  /** The checkout. @default the one of these sources */
  readonly root?: string;
  /** Only these nodes of the site. @default all */
  readonly nodes?: readonly string[];
  /** How a node is reached. @default by its address, OpenSSH with HOMELAB_SSH_CONFIG when that is set */
  readonly connect?: (address: NodeAddress) => NodeConnection;
  /** The folder tree on the nodes. @default "/opt/homelab" */
  readonly layoutRoot?: string;
}

/**
 * Reads every node of a site side by side without the engine: the provider's own snapshot and comparison with what git
 * declares. A node that cannot be read is a result, not an exception, and the others are not affected.
 * @throws ProblemError when git has problems
 */
export async function readSite(site: string, options: ReadOptions = {}): Promise<NodeReading[]> {
  const inventory = await loadInventoryCached(options.root ?? checkoutRoot);
  const wanted = nodesOf(inventory, site)
    .filter(runsContainers)
    .filter(({ name }) => options.nodes?.includes(name) !== false);
  return Promise.all(wanted.map((facts) => readNode(facts, options)));
}

/** Reads one node. Never throws for what is wrong with it. */
export async function readNode(facts: NodeFacts, options: ReadOptions = {}): Promise<NodeReading> {
  const connection = (options.connect ?? connectByAddress)(addressOfFacts(facts));
  const { node, address } = connection;
  try {
    const snapshot = await takeSnapshot(connection, { root: options.layoutRoot ?? LAYOUT_ROOT });
    return { node, address, ...nodeFound(facts, snapshot) };
  } catch (error) {
    return { node, address, ...failureOf(error) };
  } finally {
    await connection.close();
  }
}

/** Compares a snapshot with what git declares for its node. */
export function nodeFound(facts: NodeFacts, snapshot: NodeSnapshot): NodeFound {
  const projects = facts.deployments.map((deployment): ProjectReading => {
    const declared = declaredProject(deployment);
    return {
      deployment,
      declared,
      enforced: enforcedProject(declared, snapshot),
      record: parseRecord(snapshot.records.get(deployment.service)),
    };
  });
  const folders = Object.fromEntries(
    Object.entries(layoutFolders(facts.topology.connection)).map(([name, folder]) => [name, { ...folder }]),
  );
  return { state: "read", snapshot, projects, layout: layoutDifferences(folders, snapshot.root, snapshot) };
}

/** A connection by OpenSSH or the local socket; the configuration is HOMELAB_SSH_CONFIG's, as for the provider. */
export function connectByAddress(address: NodeAddress): NodeConnection {
  const config = process.env["HOMELAB_SSH_CONFIG"];
  return connect(address, config === undefined || config === "" ? {} : { config });
}
