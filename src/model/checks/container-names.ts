import type { InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import { containerNames } from "../rules/container-names.ts";
import { uniqueContainerNames } from "../rules/unique-container-names.ts";
import { factsOf } from "./facts.ts";

/** A container is called as its Compose service, in kebab-case, and once on its node. (Requirement A8.) */
export function checkContainerNames(parts: InventoryParts): Problem[] {
  const byNode = Map.groupBy(parts.deployments.map(factsOf), ({ node }) => node);
  return [...byNode.values()].flatMap((projects) => [...projects.flatMap(containerNames), ...uniqueContainerNames({ projects })]);
}
