import type { Problem } from "../../../compose/problem.ts";
import { containerLabel } from "../facts.ts";
import { gpuRequests } from "./gpu.ts";
import { capability, type NodeProjects } from "../node-facts.ts";
import { holdsUnknown, inContainer, knownContainers, undecided, unknownParts, type KnownContainer } from "../parts.ts";

/** What asks for a graphics processor runs on a node that has one, of the vendor it asks for. */
export function gpuPlacement(node: NodeProjects): Problem[] {
  const open = node.projects.flatMap((project) => unknownParts(project, ["gpus", "runtime", "devices", "deploy"]));
  const asking = node.projects.flatMap(knownContainers).filter((container) => gpuRequests(container).length > 0);
  const gpus = capability(node, "gpus");
  if (holdsUnknown(gpus)) return asking.length === 0 ? open : [...open, undecided(node.node, `the graphics processors of ${node.node}`)];
  const vendors = ((gpus as readonly { vendor: string }[] | undefined) ?? []).map(({ vendor }) => vendor);
  return [...asking.flatMap((container) => check(container, vendors)), ...open];
}

function check(container: KnownContainer, vendors: readonly string[]): Problem[] {
  const { node } = container.project;
  return gpuRequests(container)
    .filter(({ vendor }) => (vendor === undefined ? vendors.length === 0 : !vendors.includes(vendor)))
    .slice(0, 1)
    .map(({ vendor, path }) => ({
      ...inContainer(container, ...path),
      message: `${containerLabel(container)} asks for a graphics processor${vendor === undefined ? "" : ` of ${vendor}`}, but ${node} has ${vendors.length === 0 ? "none" : vendors.join(", ")}`,
      allowed: "a node whose capabilities.yaml has such a GPU",
      fix: "move the service to such a node, or do without the GPU",
    }));
}
