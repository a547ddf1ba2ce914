import type { Problem } from "../../../compose/problem.ts";
import { isAllowed } from "../contract-parts.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { topologyPart, type NodeProjects } from "../node-facts.ts";
import { holdsUnknown, inDocument, knownContainers, mapping, text, undecided, unknownParts } from "../parts.ts";
import { formatPort, isAllAddresses, portsOf, type PublishedPort } from "./ports.ts";
import { isUnknown, type Unknown } from "../unknown.ts";

/**
 * A port is published where its class of exposure says: `none` on the loopback address, `lan` and `mesh` on that address of
 * the node too, and all addresses only for a `public` service of a node with an address on the internet whose contract asks
 * for it. Docker's ports pass by the node's firewall, so the address is the wall.
 */
export function publishedAddresses(node: NodeProjects): Problem[] {
  return node.projects.flatMap((project) => [
    ...knownContainers(project)
      .flatMap(portsOf)
      .flatMap((port) => check(node, project, port)),
    ...unknownParts(project, ["ports"]),
  ]);
}

function check(node: NodeProjects, project: ProjectFacts, port: PublishedPort): Problem[] {
  const exposure = exposureOf(project);
  if (isLoopback(port.address)) return [];
  if (isUnknown(exposure)) return [undecided("exposure", `the exposure of ${project.service} on ${project.node}`)];
  const addresses = allowedAddresses(node, exposure);
  if (isUnknown(addresses)) return [undecided(node.node, `the addresses of ${node.node}`)];
  const label = `${containerLabel(port.container)} publishes ${formatPort(port)}`;
  const where = inDocument(project, port.path);
  const allowed = ["127.0.0.1", ...addresses].join(", ");
  if (!isAllAddresses(port.address)) {
    if (addresses.includes(port.address)) return [];
    return [{ ...where, message: `${label}, but its exposure on this node is ${exposure}`, allowed, fix: fixFor(exposure, addresses) }];
  }
  const isIngress = text(topologyPart(node, "public_address")) !== undefined;
  if (exposure !== "public" || !isIngress) {
    return [
      {
        ...where,
        message: `${label} on all addresses, but its exposure on this node is ${exposure}`,
        allowed,
        fix: fixFor(exposure, addresses),
      },
    ];
  }
  if (isAllowed(project, port.container.name, "all-addresses")) return [];
  if (holdsUnknown(project.contract)) return [undecided("contract", `the contract of ${project.service}`)];
  return [
    {
      ...where,
      message: `${label} on all addresses, and its contract does not ask for it`,
      allowed: "only with the privilege all-addresses",
      fix: `bind an address, or add {service: ${port.container.name}, allow: all-addresses, reason: …} to privileges of services/${project.service}/service.yaml`,
    },
  ];
}

function exposureOf(project: ProjectFacts): string | Unknown {
  return project.exposure ?? text(mapping(project.contract)["exposure"]) ?? "none";
}

/** Which addresses a class may use, narrowest first. */
const addressesOf: Readonly<Record<string, readonly ("lan_address" | "mesh_address" | "public_address")[]>> = {
  lan: ["lan_address"],
  mesh: ["lan_address", "mesh_address"],
  public: ["lan_address", "mesh_address", "public_address"],
};

/** The node's own addresses that a class may use beside the loopback address, narrowest first. */
function allowedAddresses(node: NodeProjects, exposure: string): string[] | Unknown {
  const found: string[] = [];
  for (const key of addressesOf[exposure] ?? []) {
    const address = topologyPart(node, key);
    if (isUnknown(address)) return address;
    if (address !== undefined) found.push(address);
  }
  return found;
}

function fixFor(exposure: string, addresses: readonly string[]): string {
  const address = addresses.at(-1) ?? "127.0.0.1";
  return exposure === "none"
    ? "bind 127.0.0.1, or widen the exposure in the node's services.yaml"
    : `bind ${address}, as in "${address}:8080:8080"`;
}

function isLoopback(address: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(address) || address === "::1" || address === "[::1]" || address === "localhost";
}
