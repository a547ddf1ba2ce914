import type { Problem } from "../../../compose/problem.ts";
import { containerLabel } from "../facts.ts";
import { formatBytes } from "./memory-limit.ts";
import { capability, type NodeProjects } from "../node-facts.ts";
import { inContainer, knownContainers, undecided, unknownParts, type KnownContainer } from "../parts.ts";
import { sizeOf } from "./size-of.ts";
import { isUnknown } from "../unknown.ts";

/**
 * A `memswap_limit`, which is memory and swap together, is the `mem_limit` on a node without swap, and never below it.
 * Anything larger promises what the node does not have; the container is killed at its `mem_limit` all the same.
 */
export function memorySwap(node: NodeProjects): Problem[] {
  const memory = capability(node, "memory");
  const swap = isUnknown(memory) ? memory : memory?.swap_mib;
  const declared = node.projects.flatMap(knownContainers).filter(({ definition }) => definition["memswap_limit"] !== undefined);
  const open = [
    ...node.projects.flatMap((project) => unknownParts(project, ["memswap_limit"])),
    ...declared
      .filter(({ definition }) => isUnknown(definition["mem_limit"]))
      .map((container) => undecided(inContainer(container, "mem_limit").path, `the mem_limit of ${containerLabel(container)}`)),
  ];
  if (isUnknown(swap)) return declared.length === 0 ? open : [...open, undecided(node.node, `the swap of ${node.node}`)];
  return [...declared.flatMap((container) => check(container, swap === 0)), ...open];
}

function check(container: KnownContainer, withoutSwap: boolean): Problem[] {
  const { definition, project } = container;
  const both = sizeOf(definition["memswap_limit"]);
  const memory = sizeOf(definition["mem_limit"]);
  // What is no literal size is another rule's concern.
  if (both === undefined || memory === undefined || both === memory) return [];
  const where = inContainer(container, "memswap_limit");
  const shown = both < 0 ? "unlimited (-1)" : formatBytes(both);
  if (both > 0 && both < memory) {
    return [
      {
        ...where,
        message: `${containerLabel(container)} has a memswap_limit of ${shown}, below its mem_limit, so the engine refuses to start it`,
        allowed: `at least ${formatBytes(memory)}`,
        fix: `set memswap_limit to ${formatBytes(memory)}, or remove it`,
      },
    ];
  }
  if (!withoutSwap) return [];
  return [
    {
      ...where,
      message: `${containerLabel(container)} has a memswap_limit of ${shown}, but ${project.node} has no swap`,
      allowed: `${formatBytes(memory)}, its mem_limit`,
      fix: "set memswap_limit to the mem_limit, or remove it",
    },
  ];
}
