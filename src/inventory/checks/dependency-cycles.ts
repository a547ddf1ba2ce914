import type { DeploymentParts, InventoryParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { inContract } from "./contract-place.ts";

/** No service needs itself, directly or through others: nothing on such a circle could be started first. */
export function checkDependencyCycles(parts: InventoryParts): Problem[] {
  const byKey = new Map(parts.deployments.map((deployment) => [key(deployment.node.name, deployment.service.name), deployment]));
  const done = new Set<string>();
  const problems: Problem[] = [];
  for (const start of byKey.keys()) visit(start, [], byKey, done, problems);
  return problems;
}

function visit(
  at: string,
  trail: readonly string[],
  byKey: ReadonlyMap<string, DeploymentParts>,
  done: Set<string>,
  problems: Problem[],
): void {
  const deployment = byKey.get(at);
  if (deployment === undefined || done.has(at)) return;
  for (const [index, dependency] of (deployment.service.contract?.dependencies ?? []).entries()) {
    const next = key(dependency.node ?? deployment.node.name, dependency.service);
    const circle = [...trail, at];
    const from = circle.indexOf(next);
    if (from === -1) visit(next, circle, byKey, done, problems);
    else {
      problems.push({
        ...inContract(deployment.service, ["dependencies", index]),
        message: `the services depend on each other in a circle: ${[...circle.slice(from), next].join(" → ")}`,
        fix: "remove one of these dependencies",
      });
    }
  }
  done.add(at);
}

function key(node: string, service: string): string {
  return `${node}/${service}`;
}
