import { VmLegacy } from "@muhlba91/pulumi-proxmoxve/vmLegacy.js";
import * as pulumi from "@pulumi/pulumi";

import type { MachineGuest } from "../inventory/schema/index.ts";
import { guestResourceName } from "../inventory/guest-shape.ts";
import { commonInputs, guardShape, guestOptions, type GuestArgs } from "./guest.ts";

/**
 * A virtual machine of a hypervisor. It is named after the hypervisor, since that is the node which must be reachable to change
 * it.
 *
 * `proxmoxve.VmLegacy` is the complete machine in spite of its name: the newer `proxmoxve.Vm` has neither memory nor disks
 * nor network devices yet.
 */
export class VirtualMachine extends pulumi.ComponentResource {
  static readonly token = "homelab:components:VirtualMachine";

  readonly machine: VmLegacy;

  constructor(args: GuestArgs<MachineGuest>, options?: Omit<pulumi.ComponentResourceOptions, "parent">) {
    const { key, guest, hypervisor } = args;
    const name = guestResourceName(hypervisor.facts.name, key, guest);
    // As inputs and as outputs: the policies are shown either.
    const said = { guest: key, stateful: guest.stateful };
    super(VirtualMachine.token, name, said, { ...options, parent: hypervisor });
    const shape = guardShape(this, name, args);
    const { bridge, vlan, mac } = guest.network;
    this.machine = new VmLegacy(
      name,
      {
        ...commonInputs(args),
        name: key,
        onBoot: guest.boot.start,
        cpu: { cores: guest.cores, type: "host" },
        memory: { dedicated: guest.memory_mib },
        disks: [
          {
            interface: "scsi0",
            datastoreId: guest.disk.datastore,
            size: guest.disk.size_gib,
            ...(guest.image === undefined ? {} : { importFrom: guest.image }),
          },
        ],
        networkDevices: [
          { bridge, model: "virtio", ...(vlan === undefined ? {} : { vlanId: vlan }), ...(mac === undefined ? {} : { macAddress: mac }) },
        ],
        bootOrders: ["scsi0"],
        operatingSystem: { type: "l26" },
        scsiHardware: "virtio-scsi-single",
        // The plugin would shut it down by itself; a restart is a person's decision, and until then a change waits.
        rebootAfterUpdate: false,
        agent: guest.guest_agent ? { enabled: true, timeout: "1m" } : { enabled: false },
        ...initialization(guest),
      },
      guestOptions(this, shape, args),
    );
    this.registerOutputs({ ...said, node: guest.node ?? key, vmId: this.machine.vmId, hypervisor: hypervisor.facts.name });
  }
}

/** Without cloud-init the machine was installed by hand, and its address stands inside it. */
function initialization({ cloud_init, network }: MachineGuest) {
  if (cloud_init === undefined) return {};
  const { datastore, user, ssh_keys, dns } = cloud_init;
  const { address, gateway } = network;
  return {
    initialization: {
      datastoreId: datastore,
      ipConfigs: [{ ipv4: { address, ...(gateway === undefined ? {} : { gateway }) } }],
      userAccount: { username: user, keys: ssh_keys },
      ...(dns.length === 0 ? {} : { dns: { servers: dns } }),
    },
  };
}
