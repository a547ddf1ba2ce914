import type { InventoryParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { suggest } from "../../../compose/suggest.ts";
import { inContract } from "./contract-place.ts";

/** An exception from placement names a node that runs the service, and another node that is its home. */
export function checkPlacement(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) =>
    (service.contract?.placement.exceptions ?? []).flatMap(({ node, home, service: container }, index) => {
      const unknown = (["node", "home"] as const).flatMap((key) => unknownNode(parts, service, index, key, key === "node" ? node : home));
      if (unknown.length > 0) return unknown;
      const where = inContract(service, ["placement", "exceptions", index]);
      if (node === home) return [{ ...where, message: `${container} is at home on ${home}, so it needs no exception there` }];
      if (parts.nodes.get(node)?.listed?.has(service.name) === false) {
        return [{ ...where, message: `${node} does not list ${service.name}, so the exception for ${container} excepts nothing` }];
      }
      return [];
    }),
  );
}

function unknownNode(parts: InventoryParts, service: ServiceParts, index: number, key: "node" | "home", name: string): Problem[] {
  if (!parts.nodesKnown || parts.nodes.has(name)) return [];
  const suggestion = suggest(name, parts.nodes.keys());
  return [
    {
      ...inContract(service, ["placement", "exceptions", index, key]),
      message: `there is no node ${name}`,
      allowed: [...parts.nodes.keys()].join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ];
}
