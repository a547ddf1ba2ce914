import type { DeploymentParts } from "../../inventory/load/parts.ts";
import type { ProjectFacts } from "../facts.ts";

/**
 * A deployment as the rules see it, as far as it could be read: a document that could not be resolved has no services, a
 * contract that could not be read declares nothing.
 */
export function factsOf({ node, service, resolved, files, exposure }: DeploymentParts): ProjectFacts {
  return {
    node: node.name,
    service: service.name,
    document: resolved?.document ?? {},
    ...(service.contract === undefined ? {} : { contract: service.contract }),
    ...(exposure === undefined ? {} : { exposure }),
    files,
    placeOf: (path) => resolved?.placeOf(path),
    placeOfContract: (path) => service.contractFile?.placeOf(path),
  };
}
