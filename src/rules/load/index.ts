import { checkInventory } from "../checks/index.ts";
import type { Deployment, Inventory, NodeFacts } from "../../inventory/inventory.ts";
import { formatProblem, ProblemError, sortProblems, type Problem } from "../../../compose/problem.ts";
import { hostFolder, type Contract } from "../../inventory/schema/index.ts";
import { Checkout } from "../../inventory/load/checkout.ts";
import { loadDeployments } from "../../inventory/load/deployments.ts";
import { loadHost } from "../../inventory/load/host.ts";
import type { DeploymentParts, InventoryParts, NodeParts } from "../../inventory/load/parts.ts";
import { loadService } from "../../inventory/load/service.ts";
import { loadTopology, type LoadedTopology } from "../../inventory/load/topology.ts";

export type { DeploymentParts, InventoryParts, NodeParts, ServiceParts } from "../../inventory/load/parts.ts";

/** Everything git says, or everything that is wrong with it. */
export interface LoadResult {
  /** Given only when there is no problem at all. */
  readonly inventory?: Inventory;
  /** In reading order, each once. */
  readonly problems: readonly Problem[];
}

/**
 * Reads topology, hosts and services of a checkout, resolves every Compose document and checks all of it together.
 * Never throws for what the files hold; a file that is broken does not hide what is wrong with the others.
 * @param root The checkout's folder.
 */
export function loadInventory(root: string): LoadResult {
  return loadFrom(new Checkout(root));
}

/** The same from a checkout, which afterwards knows what was read. */
export function loadFrom(checkout: Checkout): LoadResult {
  const found: Problem[] = [];
  const parts = loadParts(checkout, found);
  found.push(...checkInventory(parts));
  const problems = once(sortProblems(found));
  return problems.length === 0 ? { inventory: assemble(checkout.root, parts), problems } : { problems };
}

/**
 * The same for callers that cannot go on without the inventory.
 * @throws ProblemError with every problem.
 */
export function loadInventoryOrThrow(root: string): Inventory {
  const { inventory, problems } = loadInventory(root);
  if (inventory === undefined) throw new ProblemError(problems);
  return inventory;
}

function loadParts(checkout: Checkout, problems: Problem[]): InventoryParts {
  const topology = loadTopology(checkout, problems);
  const nodes = loadHosts(checkout, topology, problems);
  const services = new Map(checkout.folders("services").map((name) => [name, loadService(checkout, name, problems)] as const));
  return {
    ...(topology.parsed === undefined ? {} : { topologyFile: topology.parsed }),
    ...(topology.value === undefined ? {} : { topology: topology.value }),
    nodesKnown: topology.parsed !== undefined,
    nodes,
    services,
    deployments: loadDeployments(nodes, services, problems),
  };
}

function loadHosts(checkout: Checkout, topology: LoadedTopology, problems: Problem[]): Map<string, NodeParts> {
  const folders = checkout.folders("hosts");
  // Without a readable topology the folders still say which nodes there are, and their files are worth checking.
  const names = topology.parsed === undefined ? folders.map((folder) => folder.toUpperCase()) : [...topology.nodes.keys()];
  // A node without a folder has its problem already; missing files would say the same again.
  const present = names.filter((name) => folders.includes(hostFolder(name)));
  return new Map(present.map((name) => [name, loadHost(checkout, name, topology.nodes.get(name), problems)]));
}

/** Everything is there when there is no problem; a part that is missing all the same is a defect of the loader. */
function assemble(root: string, parts: InventoryParts): Inventory {
  const nodes = new Map<string, NodeFacts>();
  for (const node of parts.nodes.values()) {
    nodes.set(node.name, {
      name: node.name,
      topology: present(node.topology, node.name),
      capabilities: present(node.capabilities, node.name),
      deployments: parts.deployments.filter((one) => one.node === node).map(deployment),
      ...(node.guests === undefined ? {} : { guests: node.guests }),
      ...(node.imports === undefined ? {} : { imports: node.imports }),
    });
  }
  const contracts = new Map<string, Contract>();
  for (const service of parts.services.values()) contracts.set(service.name, present(service.contract, service.name));
  return { root, topology: present(parts.topology, "topology"), nodes, contracts };
}

function deployment(parts: DeploymentParts): Deployment {
  const name = `${parts.node.name}/${parts.service.name}`;
  return {
    node: parts.node.name,
    site: present(parts.node.topology, name).site,
    service: parts.service.name,
    project: parts.service.name,
    contract: present(parts.service.contract, name),
    exposure: present(parts.exposure, name),
    resolved: present(parts.resolved, name),
    files: parts.files,
    place: parts.place,
  };
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`the loader dropped a part of ${name} without a problem; please report this`);
  return value;
}

/** The same base document is resolved for several nodes, and then its problems come several times. */
function once(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const text = formatProblem(problem);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
