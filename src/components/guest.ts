import type * as pulumi from "@pulumi/pulumi";

import { shapeOf, shapeProperties } from "../inventory/guest-shape.ts";
import type { Guest } from "../inventory/schema/index.ts";
import { GuestShape } from "../resources/index.ts";
import { adopting } from "./adopt.ts";
import type { Hypervisor } from "./hypervisor.ts";

/** What every kind of guest is made from. */
export interface GuestArgs<Kind extends Guest> {
  /** Its key in `guests.yaml`. */
  readonly key: string;
  readonly guest: Kind;
  /** The node that runs it; also the parent. */
  readonly hypervisor: Hypervisor;
  /** `<Proxmox node>/<vmid>` of one that exists already. @default it is made */
  readonly adopt?: string;
}

/** Keeps what of the guest only a new guest could have otherwise, and refuses a change of it. */
export function guardShape(component: pulumi.ComponentResource, name: string, { key, guest, hypervisor }: GuestArgs<Guest>): GuestShape {
  return new GuestShape(
    `${name}/shape`,
    {
      hypervisor: hypervisor.facts.name,
      guest: key,
      kind: guest.kind,
      stateful: guest.stateful,
      shape: shapeOf(guest, proxmoxName(hypervisor)),
      changedByHand: guest.changed_by_hand,
    },
    { parent: component },
  );
}

/** The options of a guest's own resource: protected when it holds something, and then never replaced over its shape. */
export function guestOptions(
  component: pulumi.ComponentResource,
  shape: GuestShape,
  { guest, hypervisor, adopt }: GuestArgs<Guest>,
): pulumi.CustomResourceOptions {
  const options = { parent: component, provider: hypervisor.proxmox, dependsOn: [shape], protect: guest.stateful };
  // What a machine was given by hand, and the data have no word for, stays as it is.
  const unsaid =
    adopt === undefined || guest.kind !== "vm"
      ? []
      : ["cdrom", "serialDevices", "bootOrders", "vga", "scsiHardware", "operatingSystem", "cpu.type"];
  const ignoreChanges = [...(guest.stateful ? shapeProperties(guest.kind) : []), ...unsaid];
  return adopting(adopt, ignoreChanges.length === 0 ? options : { ...options, ignoreChanges }, {
    node: hypervisor.facts.name,
    plugin: "proxmoxve",
  });
}

/** What Proxmox VE calls the machine. */
function proxmoxName({ facts }: Hypervisor): string {
  return facts.capabilities.hypervisor?.node_name ?? "";
}

/** What both kinds have under the same name. */
export function commonInputs({ guest, hypervisor }: GuestArgs<Guest>) {
  return {
    nodeName: proxmoxName(hypervisor),
    vmId: guest.vmid,
    description: guest.description,
    tags: guest.tags,
    // Proxmox VE refuses to remove it by hand, too.
    protection: guest.stateful,
    started: true,
    startup: { order: guest.boot.order, upDelay: guest.boot.up_delay_seconds, downDelay: guest.boot.down_delay_seconds },
  };
}
