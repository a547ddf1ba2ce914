import { ContainerLegacy } from "@muhlba91/pulumi-proxmoxve/containerLegacy.js";
import * as pulumi from "@pulumi/pulumi";

import type { ContainerGuest } from "../inventory/schema/index.ts";
import { guestResourceName } from "../inventory/guest-shape.ts";
import { commonInputs, guardShape, guestOptions, type GuestArgs } from "./guest.ts";

/**
 * A Linux container of a hypervisor. It is named after the hypervisor, since that is the node which must be reachable to change
 * it. `proxmoxve.ContainerLegacy` is the complete container in spite of its name.
 */
export class Container extends pulumi.ComponentResource {
  static readonly token = "homelab:components:Container";

  readonly container: ContainerLegacy;

  constructor(args: GuestArgs<ContainerGuest>, options?: Omit<pulumi.ComponentResourceOptions, "parent">) {
    const { key, guest, hypervisor } = args;
    const name = guestResourceName(hypervisor.facts.name, key, guest);
    // As inputs and as outputs: the policies are shown either.
    const said = {
      guest: key,
      stateful: guest.stateful,
      ...(guest.privileged === undefined ? {} : { privileged: guest.privileged.reason }),
    };
    super(Container.token, name, said, { ...options, parent: hypervisor });
    const shape = guardShape(this, name, args);
    this.container = new ContainerLegacy(
      name,
      {
        ...commonInputs(args),
        startOnBoot: guest.boot.start,
        unprivileged: guest.privileged === undefined,
        cpu: { cores: guest.cores },
        memory: { dedicated: guest.memory_mib, swap: guest.swap_mib },
        disk: { datastoreId: guest.disk.datastore, size: guest.disk.size_gib },
        mountPoints: guest.bind_mounts.map(({ source, target, read_only }) => ({ volume: source, path: target, readOnly: read_only })),
        networkInterfaces: [networkInterface(guest)],
        operatingSystem: { templateFileId: guest.system.template, type: guest.system.type },
        initialization: initialization(key, guest),
        features: Object.fromEntries(guest.features.map((feature) => [feature, true])),
      },
      guestOptions(this, shape, args),
    );
    this.registerOutputs({ ...said, vmId: this.container.vmId, hypervisor: hypervisor.facts.name });
  }
}

function networkInterface({ network }: ContainerGuest) {
  const { bridge, vlan, mac } = network;
  return { name: "eth0", bridge, ...(vlan === undefined ? {} : { vlanId: vlan }), ...(mac === undefined ? {} : { macAddress: mac }) };
}

function initialization(hostname: string, { network, ssh_keys }: ContainerGuest) {
  const { address, gateway } = network;
  return {
    hostname,
    ipConfigs: [{ ipv4: { address, ...(gateway === undefined ? {} : { gateway }) } }],
    ...(ssh_keys.length === 0 ? {} : { userAccount: { keys: ssh_keys } }),
  };
}
