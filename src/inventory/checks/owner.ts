import type { InventoryParts, NodeParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { suggest } from "../../../compose/suggest.ts";
import { inContract } from "./contract-place.ts";

/** A service's owner exists and lists it, nobody else does; an agent of `each` node is listed on every node. */
export function checkOwners(parts: InventoryParts): Problem[] {
  return [...parts.nodes.values()].flatMap(withoutEngine).concat(ownersOf(parts));
}

function ownersOf(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) => {
    const owner = service.contract?.owner_node;
    if (owner === undefined) return [];
    if (owner === "each") return onEveryNode(parts, service);
    if (!parts.nodes.has(owner)) return parts.nodesKnown ? [unknownOwner(parts, service, owner)] : [];
    return [...ownerLists(parts, service, owner), ...others(parts, service, owner)];
  });
}

function withoutEngine(node: NodeParts): Problem[] {
  if (node.capabilities === undefined || node.capabilities.container_engine !== undefined) return [];
  return [...(node.listed ?? [])].map(([service, { place }]) => ({
    place,
    path: `services.${service}`,
    message: `${node.name} has no container engine that could run ${service}`,
    fix: `remove the entry, or add container_engine to ${node.folder}/capabilities.yaml`,
  }));
}

function onEveryNode(parts: InventoryParts, service: ServiceParts): Problem[] {
  // A hypervisor without a container engine runs guests only, no agent either.
  const running = [...parts.nodes.values()].filter(
    ({ capabilities }) => capabilities === undefined || capabilities.container_engine !== undefined,
  );
  const lacking = running.filter((node) => node.listed?.has(service.name) === false);
  return lacking.map((node) => notListed(node, service, "its owner_node is each"));
}

function ownerLists(parts: InventoryParts, service: ServiceParts, owner: string): Problem[] {
  const node = parts.nodes.get(owner);
  return node?.listed?.has(service.name) === false ? [notListed(node, service, "it is its owner_node")] : [];
}

function unknownOwner(parts: InventoryParts, service: ServiceParts, owner: string): Problem {
  const suggestion = suggest(owner, parts.nodes.keys());
  return {
    ...inContract(service, ["owner_node"]),
    message: `there is no node ${owner}`,
    allowed: `each, ${[...parts.nodes.keys()].join(", ")}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function others(parts: InventoryParts, service: ServiceParts, owner: string): Problem[] {
  return [...parts.nodes.values()].flatMap((node) => {
    const entry = node.name === owner ? undefined : node.listed?.get(service.name);
    if (entry === undefined) return [];
    return [
      {
        place: entry.place,
        path: `services.${service.name}`,
        message: `${node.name} lists ${service.name}, whose owner_node is ${owner}`,
        fix: `remove the entry, or set owner_node to each in ${service.folder}/service.yaml`,
      },
    ];
  });
}

function notListed(node: NodeParts, service: ServiceParts, reason: string): Problem {
  const place = node.servicesFile?.placeOfKey(["services"]);
  return {
    ...(place === undefined ? {} : { place }),
    path: "services",
    message: `${node.name} does not list ${service.name}, though ${reason}`,
    fix: `add ${service.name} to ${node.folder}/services.yaml`,
  };
}
