import * as pulumi from "@pulumi/pulumi";

import type { Json } from "./json.ts";

export interface GuestShapeArgs {
  /** The node that runs the guest, in capitals. A change replaces the shape. */
  readonly hypervisor: pulumi.Input<string>;
  /** The guest's key in `guests.yaml`. A change replaces the shape. */
  readonly guest: pulumi.Input<string>;
  /** `lxc` or `vm`. A change replaces the shape. */
  readonly kind: pulumi.Input<string>;
  /** Does it hold something? Then a change of its shape is refused. */
  readonly stateful: pulumi.Input<boolean>;
  /** Its parts that only a new guest could have otherwise, by part. */
  readonly shape: pulumi.Input<Json>;
  /** The parts that a person has changed on the hypervisor. @default none */
  readonly changedByHand?: pulumi.Input<readonly string[]>;
}

/**
 * What of a guest cannot change without making it anew, as the last `up` left it. It exists only in the state: comparing with it
 * refuses such a change in every preview, whether the guest's own plugin is there or not.
 */
export class GuestShape extends pulumi.CustomResource {
  /** The type token, by which policies and plans know it. */
  static readonly token = "homelab:proxmox:GuestShape";

  declare readonly hypervisor: pulumi.Output<string>;
  declare readonly guest: pulumi.Output<string>;
  declare readonly kind: pulumi.Output<string>;
  declare readonly stateful: pulumi.Output<boolean>;
  declare readonly shape: pulumi.Output<Json>;
  declare readonly changedByHand: pulumi.Output<readonly string[] | undefined>;

  /** The provider's comparison refuses a changed shape, with each part, its values and the way to do it by hand. */
  constructor(name: string, args: GuestShapeArgs, options?: pulumi.CustomResourceOptions) {
    const { hypervisor, guest, kind, stateful, shape, changedByHand } = args;
    super(GuestShape.token, name, { hypervisor, guest, kind, stateful, shape, changedByHand }, options);
  }
}
