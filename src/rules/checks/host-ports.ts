import type { InventoryParts } from "../../inventory/load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { hostPorts } from "../names/host-ports.ts";
import { factsOf } from "./facts.ts";

/** A port of a node is given away once: the second container could not start. */
export function checkHostPorts(parts: InventoryParts): Problem[] {
  const byNode = Map.groupBy(parts.deployments.map(factsOf), ({ node }) => node);
  return [...byNode].flatMap(([node, projects]) => hostPorts({ node, projects }));
}
