import type { InventoryParts, NodeParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import { suggest } from "../suggest.ts";

/** A guest's hypervisor exists and is one, and no two guests of it share a number. */
export function checkGuests(parts: InventoryParts): Problem[] {
  const numbers = new Map<string, string>();
  return [...parts.nodes.values()].flatMap((node) => {
    const guest = node.capabilities?.guest;
    if (guest === undefined) return [];
    const key = `${guest.hypervisor}/${guest.vmid}`;
    const other = numbers.get(key);
    numbers.set(key, other ?? node.name);
    const taken: Problem[] =
      other === undefined
        ? []
        : [{ ...at(node, "vmid"), message: `the vmid ${guest.vmid} on ${guest.hypervisor} is taken already by ${other}` }];
    return [...checkHypervisor(parts, node, guest.hypervisor), ...taken];
  });
}

function checkHypervisor(parts: InventoryParts, node: NodeParts, name: string): Problem[] {
  const hypervisor = parts.nodes.get(name);
  const known = [...parts.nodes.values()].filter((one) => one.capabilities?.hypervisor !== undefined).map((one) => one.name);
  if (hypervisor === undefined) {
    if (!parts.nodesKnown) return [];
    const suggestion = suggest(name, known);
    return [
      {
        ...at(node, "hypervisor"),
        message: `there is no node ${name}`,
        allowed: known.join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ];
  }
  if (hypervisor === node) return [{ ...at(node, "hypervisor"), message: `${name} cannot be its own hypervisor` }];
  if (hypervisor.capabilities === undefined || hypervisor.capabilities.hypervisor !== undefined) return [];
  return [{ ...at(node, "hypervisor"), message: `${name} is no hypervisor`, allowed: known.length === 0 ? "a node with a hypervisor entry" : known.join(", ") }];
}

function at(node: NodeParts, key: string): Pick<Problem, "place" | "path"> {
  const place = node.capabilitiesFile?.placeOf(["guest", key]);
  return { ...(place === undefined ? {} : { place }), path: `guest.${key}` };
}
