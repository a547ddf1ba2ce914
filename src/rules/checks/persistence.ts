import type { InventoryParts } from "../../inventory/load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { dataPathsMounted, dataPathsStay, mountsDeclared } from "../data/data-paths.ts";
import { factsOf } from "./facts.ts";

/**
 * The data a contract declares and the data its documents mount are the same, target and source: a moved source would
 * start the service on empty data (requirement C4), an undeclared one would never be saved.
 */
export function checkPersistence(parts: InventoryParts): Problem[] {
  return parts.deployments
    .filter(({ service, resolved }) => service.contract !== undefined && resolved !== undefined)
    .map(factsOf)
    .flatMap((project) => [...dataPathsMounted(project), ...dataPathsStay(project), ...mountsDeclared(project)]);
}
