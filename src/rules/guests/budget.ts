import type { DataPath } from "../../../compose/data-path.ts";
import { formatPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import { budgetMib } from "../../inventory/schema/budget.ts";
import type { Capabilities } from "../../inventory/schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";
import { holdsUnknown, undecided } from "../parts.ts";
import { isUnknown, type Unknown } from "../unknown.ts";
import type { GuestFacts, HypervisorFacts } from "./facts.ts";

/**
 * A hypervisor can carry its guests: their memory together with its own reserve and the budget of the containers beside them,
 * their cores with the overcommitment it allows, and their disks on each storage. Proxmox VE starts guests that do not fit,
 * and then the kernel kills one of them.
 */
export function hypervisorBudget(hypervisor: HypervisorFacts): Problem[] {
  const { node, capabilities, guests } = hypervisor;
  if (guests.length === 0) return [];
  if (isUnknown(capabilities) || holdsUnknown(capabilities)) return [undecided(node, `the capabilities of ${node}`)];
  return [...memory(hypervisor, capabilities), ...cores(hypervisor, capabilities), ...disks(hypervisor, capabilities)];
}

function memory(hypervisor: HypervisorFacts, capabilities: Partial<Capabilities>): Problem[] {
  const { memory: own, container_engine } = capabilities;
  if (own === undefined) return [];
  const containers = container_engine === undefined ? 0 : budgetMib(own);
  const bound = own.total_mib - own.reserve_mib - containers;
  const sum = total(hypervisor, ({ memoryMib }) => memoryMib);
  if (isUnknown(sum)) return [undecided(hypervisor.node, `the memory of a guest on ${hypervisor.node}`)];
  if (sum <= bound) return [];
  const beside = containers === 0 ? "" : ` − ${containers} for the containers beside them`;
  return [
    problem(hypervisor, [], {
      message: `the guests of ${hypervisor.node} have ${sum} MiB of memory together (${shares(hypervisor, ({ memoryMib }) => memoryMib, "MiB")})`,
      allowed: `at most ${Math.max(bound, 0)} MiB (${own.total_mib} − ${own.reserve_mib} of reserve${beside})`,
      fix: `make a guest smaller, or the reserve or budget_mib in hosts/${hypervisor.node.toLowerCase()}/capabilities.yaml`,
    }),
  ];
}

function cores(hypervisor: HypervisorFacts, { cpu_cores: there, hypervisor: own }: Partial<Capabilities>): Problem[] {
  if (there === undefined) return [];
  const problems = hypervisor.guests.flatMap((guest): Problem[] =>
    typeof guest.cores === "number" && guest.cores > there
      ? [
          problem(hypervisor, [guest.name, "cores"], {
            message: `${guest.name} has ${guest.cores} cores`,
            allowed: `at most the ${there} that ${hypervisor.node} has`,
          }),
        ]
      : [],
  );
  const sum = total(hypervisor, (guest) => guest.cores);
  if (isUnknown(sum)) return [...problems, undecided(hypervisor.node, `the cores of a guest on ${hypervisor.node}`)];
  const overcommit = own?.core_overcommit ?? 1;
  const bound = Math.floor(there * overcommit);
  if (sum <= bound) return problems;
  const message = `the guests of ${hypervisor.node} have ${sum} cores together (${shares(hypervisor, (guest) => guest.cores, "")})`;
  return [
    ...problems,
    problem(hypervisor, [], {
      message,
      allowed: `at most ${bound} (${there} × core_overcommit ${overcommit})`,
      fix: "give fewer, or allow more overcommitment",
    }),
  ];
}

function disks(hypervisor: HypervisorFacts, { hypervisor: own }: Partial<Capabilities>): Problem[] {
  const datastores: Readonly<Record<string, { size_gib: number; reserve_gib: number }>> = own?.datastores ?? {};
  const names = Object.keys(datastores);
  const sums = new Map<string, number>();
  const problems: Problem[] = [];
  for (const guest of hypervisor.guests) {
    for (const { datastore, sizeGib } of guest.disks) {
      if (isUnknown(datastore) || isUnknown(sizeGib)) problems.push(undecided(guest.name, `a disk of ${guest.name}`));
      else if (names.includes(datastore)) sums.set(datastore, (sums.get(datastore) ?? 0) + sizeGib);
      else problems.push(unknownDatastore(hypervisor, guest, datastore, names));
    }
  }
  for (const [datastore, sum] of sums) {
    const { size_gib = 0, reserve_gib = 0 } = datastores[datastore] ?? {};
    if (sum <= size_gib - reserve_gib) continue;
    const message = `the guests of ${hypervisor.node} have ${sum} GiB of disk together on ${datastore}`;
    problems.push(
      problem(hypervisor, [], {
        message,
        allowed: `at most ${size_gib - reserve_gib} GiB (${size_gib} − ${reserve_gib} that stay free)`,
        fix: "make a disk smaller before it exists, or move a guest",
      }),
    );
  }
  return problems;
}

function unknownDatastore(hypervisor: HypervisorFacts, guest: GuestFacts, datastore: string, names: readonly string[]): Problem {
  const suggestion = suggest(datastore, names);
  return problem(hypervisor, [guest.name, "disk", "datastore"], {
    message: `${hypervisor.node} has no storage ${datastore}`,
    allowed: names.join(", ") || "none is named under hypervisor.datastores",
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function total(hypervisor: HypervisorFacts, of: (guest: GuestFacts) => number | Unknown): number | Unknown {
  let sum = 0;
  for (const guest of hypervisor.guests) {
    const value = of(guest);
    if (isUnknown(value)) return value;
    sum += value;
  }
  return sum;
}

function shares(hypervisor: HypervisorFacts, of: (guest: GuestFacts) => number | Unknown, unit: string): string {
  return hypervisor.guests.map((guest) => `${guest.name} ${String(of(guest))} ${unit}`.trim()).join(", ");
}

function problem(hypervisor: HypervisorFacts, path: DataPath, rest: Omit<Problem, "path" | "place">): Problem {
  const whole = ["guests", ...path];
  const place = hypervisor.placeOf?.(whole);
  return { ...(place === undefined ? {} : { place }), path: formatPath(whole), ...rest };
}
