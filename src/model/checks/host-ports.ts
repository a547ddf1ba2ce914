import type { InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import { hostPorts } from "../rules/host-ports.ts";
import { factsOf } from "./facts.ts";

/** A port of a node is given away once: the second container could not start. */
export function checkHostPorts(parts: InventoryParts): Problem[] {
  const byNode = Map.groupBy(parts.deployments.map(factsOf), ({ node }) => node);
  return [...byNode].flatMap(([node, projects]) => hostPorts({ node, projects }));
}
