import type { InventoryParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { Exposure } from "../schema/index.ts";

/** From nobody outside the node to everybody. */
const widening: readonly Exposure[] = ["none", "lan", "mesh", "public"];

/** A node may narrow the exposure of a contract, never widen it; public needs an address on the internet. */
export function checkExposure(parts: InventoryParts): Problem[] {
  return parts.deployments.flatMap((deployment): Problem[] => {
    const { exposure, node, service, place } = deployment;
    if (exposure === undefined) return [];
    const path = `services.${service.name}.exposure`;
    const widest = service.contract?.exposure;
    if (widest !== undefined && widening.indexOf(exposure) > widening.indexOf(widest)) {
      const message = `${node.name} exposes ${service.name} as ${exposure}, wider than its contract's ${widest}`;
      return [{ place, path, message, allowed: widening.slice(0, widening.indexOf(widest) + 1).join(", ") }];
    }
    if (exposure !== "public" || node.topology === undefined || node.topology.public_address !== undefined) return [];
    const message = `${service.name} is public on ${node.name}, which has no public_address in the topology`;
    return [{ place, path, message, fix: "run it on a node with a public address, or narrow the exposure" }];
  });
}
