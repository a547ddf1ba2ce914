import type { Deployment } from "../inventory/inventory.ts";
import { ProblemError } from "../../compose/problem.ts";

/** The services among a node's own that one of them needs, by its contract. A dependency on another node is not followed. */
export function localDependencies(deployment: Deployment): string[] {
  return deployment.contract.dependencies
    .filter(({ node }) => node === undefined || node === deployment.node)
    .map(({ service }) => service);
}

/**
 * A node's services, each after those it depends on; otherwise the order of `services.yaml` stays.
 * @throws ProblemError when services depend on each other in a circle, since none of them could be the first.
 */
export function deploymentOrder(deployments: readonly Deployment[]): Deployment[] {
  const byService = new Map(deployments.map((deployment) => [deployment.service, deployment]));
  const ordered = new Set<Deployment>();
  const visit = (deployment: Deployment, path: readonly string[]): void => {
    if (ordered.has(deployment)) return;
    if (path.includes(deployment.service)) throw circle(deployment, path);
    for (const service of localDependencies(deployment)) {
      const needed = byService.get(service);
      if (needed !== undefined) visit(needed, [...path, deployment.service]);
    }
    ordered.add(deployment);
  };
  for (const deployment of deployments) visit(deployment, []);
  return [...ordered];
}

function circle({ service, node }: Deployment, path: readonly string[]): ProblemError {
  const names = [...path.slice(path.indexOf(service)), service];
  return new ProblemError([
    {
      place: { file: `services/${service}/service.yaml` },
      path: "dependencies",
      message: `services on ${node} depend on each other in a circle: ${names.join(" → ")}`,
      fix: "remove one of these dependencies",
    },
  ]);
}
