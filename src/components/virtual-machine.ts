import type { Provider } from "@muhlba91/pulumi-proxmoxve/provider.js";
import { VmLegacy as ProxmoxVm } from "@muhlba91/pulumi-proxmoxve/vmLegacy.js";
import * as pulumi from "@pulumi/pulumi";

import type { NodeFacts } from "../model/inventory.ts";
import type { Problem } from "../model/problem.ts";
import { hostFolder } from "../model/schema/host-folder.ts";
import type { Capabilities } from "../model/schema/index.ts";
import { refuseProblems } from "./refuse.ts";

export interface VirtualMachineArgs {
  /** The node that is the machine; its capabilities say how large it is. */
  readonly guest: NodeFacts;
  /** The node that runs it; its capabilities say where its Proxmox VE answers. */
  readonly hypervisor: NodeFacts;
  /** The hypervisor's Proxmox VE. */
  readonly proxmox: Provider;
}

/**
 * A node that is a virtual machine of another node. It is named after the hypervisor, since that is the node which must be
 * reachable to change it.
 *
 * `proxmoxve.VmLegacy` is the complete machine in spite of its name: the newer `proxmoxve.Vm` has neither memory nor disks
 * nor network devices yet.
 */
export class VirtualMachine extends pulumi.ComponentResource {
  static readonly token = "homelab:components:VirtualMachine";

  readonly machine: ProxmoxVm;

  /** @throws pulumi.ResourceError with every reason why the hypervisor cannot run the guest. */
  constructor(name: string, args: VirtualMachineArgs, options?: pulumi.ComponentResourceOptions) {
    super(VirtualMachine.token, name, {}, options);
    const { guest, hypervisor, proxmox } = args;
    const { problems, machine } = fit(guest, hypervisor);
    refuseProblems(this, problems);
    this.machine = new ProxmoxVm(
      name,
      {
        ...machine,
        name: hostFolder(guest.name),
        description: guest.topology.description,
        tags: ["homelab"],
        onBoot: true,
        started: true,
        // Proxmox VE refuses to remove the machine by hand, too.
        protection: true,
        operatingSystem: { type: "l26" },
        scsiHardware: "virtio-scsi-single",
        agent: { enabled: true, timeout: "1m" },
      },
      { parent: this, provider: proxmox, protect: true },
    );
    this.registerOutputs({ node: guest.name, vmId: this.machine.vmId, hypervisor: hypervisor.name });
  }
}

/** What the two nodes' capabilities make of the machine, and why they do not fit. */
function fit(guest: NodeFacts, hypervisor: NodeFacts) {
  const { guest: wanted, memory } = guest.capabilities;
  const host = hypervisor.capabilities;
  const problems = [
    ...hypervisorProblems(hypervisor),
    ...(wanted === undefined ? [problem(guest, "guest", `is missing, but ${guest.name} is to run on ${hypervisor.name}`)] : []),
    ...(wanted?.kind === "lxc" ? [problem(guest, "guest.kind", "is lxc, which is no virtual machine", "vm")] : []),
    ...atMost(guest, "guest.cores", wanted?.cores ?? 0, host.cpu_cores, `cores of ${hypervisor.name}`),
    ...atMost(guest, "memory.total_mib", memory.total_mib, host.memory.total_mib, `MiB of ${hypervisor.name}`),
  ];
  return { problems, machine: machineArgs(guest.capabilities, host) };
}

function machineArgs({ guest, memory }: Capabilities, { hypervisor }: Capabilities) {
  return {
    nodeName: hypervisor?.node_name ?? "",
    ...(guest === undefined
      ? {}
      : {
          vmId: guest.vmid,
          cpu: { cores: guest.cores, type: "host" },
          disks: [{ interface: "scsi0", datastoreId: guest.datastore, size: guest.disk_gib }],
          networkDevices: [{ bridge: guest.bridge, model: "virtio" }],
        }),
    memory: { dedicated: memory.total_mib },
  };
}

function hypervisorProblems(node: NodeFacts): Problem[] {
  return node.capabilities.hypervisor === undefined ? [problem(node, "hypervisor", `is missing, but ${node.name} is to run guests`)] : [];
}

function atMost(guest: NodeFacts, path: string, value: number, bound: number, unit: string): Problem[] {
  return value <= bound ? [] : [problem(guest, path, `is ${value}`, `at most the ${bound} ${unit}`)];
}

function problem(node: NodeFacts, path: string, message: string, allowed?: string): Problem {
  return {
    place: { file: `hosts/${hostFolder(node.name)}/capabilities.yaml` },
    path,
    message,
    ...(allowed === undefined ? {} : { allowed }),
  };
}
