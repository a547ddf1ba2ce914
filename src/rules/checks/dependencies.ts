import type { DeploymentParts, InventoryParts } from "../../inventory/load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { dependencyElsewhere } from "../chelsty/offline-first.ts";
import { suggest } from "../../../compose/suggest.ts";
import { inContract } from "../../inventory/checks/contract-place.ts";
import { factsOf } from "./facts.ts";

/**
 * Every dependency is a service of the node it names (its own when it names none), and keeps to the uplink rule: what
 * runs on a node with an intermittent uplink depends only on services of its own site, since the rest of the homelab
 * may be out of reach for days. (Seed 000: never on SATURN, VPS or Forgejo.)
 */
export function checkDependencies(parts: InventoryParts): Problem[] {
  return parts.deployments.flatMap((deployment) =>
    (deployment.service.contract?.dependencies ?? []).flatMap(
      (dependency, index) => exists(parts, deployment, dependency, index) ?? withinSite(parts, deployment, dependency, index),
    ),
  );
}

interface Dependency {
  readonly service: string;
  readonly node?: string | undefined;
}

function exists(parts: InventoryParts, deployment: DeploymentParts, dependency: Dependency, index: number): Problem[] | undefined {
  const where = (key: string) => inContract(deployment.service, ["dependencies", index, key]);
  if (!parts.services.has(dependency.service)) {
    const suggestion = suggest(dependency.service, parts.services.keys());
    const message = `there is no service ${dependency.service}`;
    return [{ ...where("service"), message, ...(suggestion === undefined ? {} : { suggestion }) }];
  }
  const name = dependency.node ?? deployment.node.name;
  const node = parts.nodes.get(name);
  if (node === undefined) {
    if (!parts.nodesKnown) return undefined;
    const suggestion = suggest(name, parts.nodes.keys());
    const allowed = [...parts.nodes.keys()].join(", ");
    return [{ ...where("node"), message: `there is no node ${name}`, allowed, ...(suggestion === undefined ? {} : { suggestion }) }];
  }
  if (node.listed === undefined || node.listed.has(dependency.service)) return undefined;
  const runs = [...parts.nodes.values()].filter((other) => other.listed?.has(dependency.service) === true);
  return [
    {
      ...where("service"),
      message: `${deployment.service.name} on ${deployment.node.name} needs ${dependency.service}, which ${name} does not list`,
      ...(runs.length === 0 ? {} : { fix: `name the node: ${runs.map((other) => other.name).join(" or ")}` }),
    },
  ];
}

function withinSite(parts: InventoryParts, deployment: DeploymentParts, dependency: Dependency, index: number): Problem[] {
  const from = deployment.node;
  const to = parts.nodes.get(dependency.node ?? from.name);
  if (from.capabilities?.uplink !== "intermittent" || from.topology === undefined || to?.topology === undefined) return [];
  if (from.topology.site === to.topology.site) return [];
  const sites = parts.topology?.sites ?? {};
  // A misspelt site has its own problem already.
  if (![from, to].every(({ topology }) => Object.hasOwn(sites, topology?.site ?? ""))) return [];
  const across = { service: dependency.service, node: to.name, index };
  return [dependencyElsewhere(factsOf(deployment), across, { node: from.name, site: from.topology.site })];
}
