import type { InventoryParts, NodeParts } from "../../inventory/load/parts.ts";
import type { DataPath } from "../../../compose/data-path.ts";
import { formatPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import { hypervisorBudget } from "../guests/budget.ts";
import { guestFacts, type HypervisorFacts } from "../guests/facts.ts";
import { uniqueGuestNumbers } from "../guests/guests.ts";
import type { Guest } from "../../inventory/schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";

/** Hypervisors can carry their guests, the numbers and names of guests are unique, and what guests name exists. */
export function checkGuests(parts: InventoryParts): Problem[] {
  const taken = new Map<string, string>();
  return [...parts.nodes.values()].flatMap((node) => {
    if (node.guests === undefined) return [];
    const isHypervisor = node.capabilities === undefined || node.capabilities.hypervisor !== undefined;
    return [
      ...(isHypervisor ? [] : [noHypervisor(node)]),
      ...(node.capabilities === undefined ? [] : hypervisorBudget(factsOf(node))),
      ...uniqueGuestNumbers(factsOf(node)),
      ...Object.entries(node.guests.guests).flatMap(([name, guest]) => [
        ...backupJob(node, name, guest),
        ...isNode(parts, node, name, guest, taken),
        ...address(node, name, guest, taken),
      ]),
    ];
  });
}

function factsOf(node: NodeParts): HypervisorFacts {
  return {
    node: node.name,
    capabilities: node.capabilities ?? {},
    guests: Object.entries(node.guests?.guests ?? {}).map(([name, guest]) => guestFacts(name, guest)),
    placeOf: (path) => node.guestsFile?.placeOf(path),
  };
}

function noHypervisor(node: NodeParts): Problem {
  return {
    ...at(node, ["guests"]),
    message: `${node.name} runs guests, but its capabilities name no hypervisor`,
    fix: `add a hypervisor entry to ${node.folder}/capabilities.yaml, or remove guests.yaml`,
  };
}

function backupJob(node: NodeParts, name: string, { backup }: Guest): Problem[] {
  const jobs = Object.keys(node.guests?.backup_jobs ?? {});
  if (backup === false || jobs.includes(backup)) return [];
  const suggestion = suggest(backup, jobs);
  return [
    {
      ...at(node, ["guests", name, "backup"]),
      message: `${node.name} has no backup job ${backup}`,
      allowed: ["false", ...jobs].join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ];
}

/** A guest that is a node of the topology is on the same site, as large as that node says it is, and only one is it. */
function isNode(parts: InventoryParts, hypervisor: NodeParts, name: string, guest: Guest, taken: Map<string, string>): Problem[] {
  if (guest.node === undefined) return [];
  const place = at(hypervisor, ["guests", name, "node"]);
  const node = parts.nodes.get(guest.node);
  if (node === undefined) {
    if (!parts.nodesKnown) return [];
    const suggestion = suggest(guest.node, parts.nodes.keys());
    return [
      {
        ...place,
        message: `there is no node ${guest.node}`,
        allowed: [...parts.nodes.keys()].join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ];
  }
  if (node === hypervisor) return [{ ...place, message: `${guest.node} cannot be its own hypervisor` }];
  const who = `${hypervisor.name}/${name}`;
  const other = taken.get(guest.node);
  taken.set(guest.node, other ?? who);
  if (other !== undefined) return [{ ...place, message: `${guest.node} is already the guest ${other}` }];
  const declared = (site: string): boolean => Object.hasOwn(parts.topology?.sites ?? {}, site);
  if (
    node.topology !== undefined &&
    hypervisor.topology !== undefined &&
    node.topology.site !== hypervisor.topology.site &&
    declared(node.topology.site) &&
    declared(hypervisor.topology.site)
  ) {
    return [{ ...place, message: `${guest.node} is on site ${node.topology.site}, its hypervisor on ${hypervisor.topology.site}` }];
  }
  return sameSize(hypervisor, name, guest, node);
}

function sameSize(hypervisor: NodeParts, name: string, guest: Guest, node: NodeParts): Problem[] {
  if (node.capabilities === undefined) return [];
  const { cpu_cores, memory } = node.capabilities;
  const differ = (key: string, given: number, said: number): Problem[] =>
    given === said
      ? []
      : [
          {
            ...at(hypervisor, ["guests", name, key]),
            message: `${node.name} is given ${given}, but its capabilities say ${said}`,
            fix: `make both the same, here and in ${node.folder}/capabilities.yaml`,
          },
        ];
  return [...differ("cores", guest.cores, cpu_cores), ...differ("memory_mib", guest.memory_mib, memory.total_mib)];
}

/** No two guests answer at one address of a site's network. */
function address(node: NodeParts, name: string, { network }: Guest, taken: Map<string, string>): Problem[] {
  if (network.address === "dhcp") return [];
  const site = node.topology?.site ?? node.name;
  const key = `${site} ${network.address.split("/")[0] ?? ""}`;
  const who = `${node.name}/${name}`;
  const other = taken.get(key);
  taken.set(key, other ?? who);
  if (other === undefined) return [];
  return [{ ...at(node, ["guests", name, "network", "address"]), message: `the address ${network.address} is taken already by ${other}` }];
}

function at(node: NodeParts, path: DataPath): Pick<Problem, "place" | "path"> {
  const place = node.guestsFile?.placeOf(path);
  return { ...(place === undefined ? {} : { place }), path: formatPath(path) };
}
