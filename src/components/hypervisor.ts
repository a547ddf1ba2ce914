import { Job } from "@muhlba91/pulumi-proxmoxve/backup/job.js";
import { Provider as ProxmoxProvider } from "@muhlba91/pulumi-proxmoxve/provider.js";
import * as pulumi from "@pulumi/pulumi";

import { guestsOf, type NodeFacts } from "../inventory/inventory.ts";
import type { Problem } from "../../compose/problem.ts";
import { credentialsBelongTo } from "../rules/guests/endpoint.ts";
import { hypervisorBudget } from "../rules/guests/budget.ts";
import { guestFacts } from "../rules/guests/facts.ts";
import { guestPrivileges, uniqueGuestNumbers } from "../rules/guests/guests.ts";
import { hostFolder } from "../inventory/schema/host-folder.ts";
import { refuseProblems } from "./refuse.ts";

export interface HypervisorArgs {
  /** The node that runs the guests. */
  readonly facts: NodeFacts;
}

/**
 * A node as the one that runs guests: how its Proxmox VE is reached, and when its guests are saved. Its capabilities are its
 * inputs, so that the policies see what it can carry.
 */
export class Hypervisor extends pulumi.ComponentResource {
  static readonly token = "homelab:components:Hypervisor";

  readonly facts: NodeFacts;
  readonly proxmox: ProxmoxProvider;
  /** The backup jobs by name. */
  readonly jobs: ReadonlyMap<string, Job>;

  /** @throws pulumi.ResourceError with every reason why it cannot run its guests. */
  constructor(name: string, args: HypervisorArgs, options?: pulumi.ComponentResourceOptions) {
    const { facts } = args;
    const { site, address, connection } = facts.topology;
    const said = { node: facts.name, site, capabilities: facts.capabilities, address, connection };
    super(Hypervisor.token, name, said, options);
    refuseProblems(this, problemsOf(facts));
    this.facts = facts;
    // No child of the node, for the same reason as its Docker provider. The token comes from PROXMOX_VE_API_TOKEN in the
    // environment of the plugin and is no input, so it is never in the state.
    const endpoint = facts.capabilities.hypervisor?.endpoint;
    this.proxmox = new ProxmoxProvider(`${facts.name}/proxmox`, endpoint === undefined ? {} : { endpoint });
    this.jobs = new Map(
      jobsOf(facts).map(({ job, ...inputs }) => [
        job,
        new Job(`${facts.name}/backup/${job}`, inputs, { parent: this, provider: this.proxmox }),
      ]),
    );
    this.registerOutputs(said);
  }
}

/** The jobs that save at least one guest. */
function jobsOf(facts: NodeFacts) {
  const guests = guestsOf(facts);
  return Object.entries(facts.guests?.backup_jobs ?? {}).flatMap(([job, { storage, schedule, mode, keep }]) => {
    const vmids = guests.filter(({ guest }) => guest.backup === job).map(({ guest }) => String(guest.vmid));
    if (vmids.length === 0) return [];
    const pruneBackups = Object.fromEntries(
      Object.entries(keep)
        .filter(([, count]) => count > 0)
        .map(([unit, count]) => [`keep-${unit}`, String(count)]),
    );
    return [
      {
        job,
        resourceId: `homelab-${job}`,
        storage,
        schedule,
        mode,
        vmids,
        pruneBackups,
        enabled: true,
        node: facts.capabilities.hypervisor?.node_name ?? "",
      },
    ];
  });
}

function problemsOf(facts: NodeFacts): Problem[] {
  const hypervisor = {
    node: facts.name,
    capabilities: facts.capabilities,
    guests: guestsOf(facts).map(({ name, guest }) => guestFacts(name, guest)),
  };
  return [
    ...(facts.capabilities.hypervisor === undefined
      ? [
          {
            place: { file: `hosts/${hostFolder(facts.name)}/capabilities.yaml` },
            path: "hypervisor",
            message: `is missing, but ${facts.name} is to run guests`,
          },
        ]
      : []),
    ...credentialsBelongTo(facts.capabilities.hypervisor?.endpoint, `hosts/${hostFolder(facts.name)}/capabilities.yaml`, process.env),
    ...hypervisorBudget(hypervisor),
    ...uniqueGuestNumbers(hypervisor),
    ...guestPrivileges(hypervisor),
  ];
}
