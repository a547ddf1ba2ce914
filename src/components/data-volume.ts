import { Volume } from "@pulumi/docker/volume.js";
import * as pulumi from "@pulumi/pulumi";

import type { ManagedVolume } from "../inventory/managed-volumes.ts";

/** A Docker volume with data that must outlive everything else, this program included. */
export class DataVolume extends pulumi.ComponentResource {
  static readonly token = "homelab:components:DataVolume";

  readonly volume: Volume;

  /** Takes its Docker provider, the one of its node, from the options. */
  constructor(name: string, args: ManagedVolume, options?: pulumi.ComponentResourceOptions) {
    super(DataVolume.token, name, {}, options);
    this.volume = new Volume(
      name,
      { name: args.volume },
      {
        parent: this,
        protect: true,
        retainOnDelete: true,
        // Compose and the engine write these when they make a volume, and the provider can change none of them in place:
        // an adopted volume would have to be replaced, and that is its data gone.
        ignoreChanges: ["labels", "driver", "driverOpts"],
      },
    );
    this.registerOutputs({ volume: this.volume.name, description: args.description, backup: args.backup });
  }
}
