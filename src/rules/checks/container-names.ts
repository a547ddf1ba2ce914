import type { InventoryParts } from "../../inventory/load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { containerNames } from "../names/container-names.ts";
import { uniqueContainerNames } from "../names/unique-container-names.ts";
import { factsOf } from "./facts.ts";

/** A container is called as its Compose service, in kebab-case, and once on its node. (Requirement A8.) */
export function checkContainerNames(parts: InventoryParts): Problem[] {
  const byNode = Map.groupBy(parts.deployments.map(factsOf), ({ node }) => node);
  return [...byNode.values()].flatMap((projects) => [...projects.flatMap(containerNames), ...uniqueContainerNames({ projects })]);
}
