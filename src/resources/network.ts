import * as pulumi from "@pulumi/pulumi";

export interface NetworkArgs {
  /** The node, in capitals as in the inventory (`CHELSTY-INFRA`). */
  readonly node: pulumi.Input<string>;
  /** The network's name on the engine. A change replaces the resource. */
  readonly name: pulumi.Input<string>;
  /** The driver. @default "bridge" */
  readonly driver?: pulumi.Input<string>;
  /** Whether it leads nowhere but to its own containers. @default false */
  readonly internal?: pulumi.Input<boolean>;
}

/** A network that projects of a node share: adopted where it exists, never replaced while a container is connected to it. */
export class Network extends pulumi.CustomResource {
  /** The type token, by which policies and plans know it. */
  static readonly token = "homelab:docker:Network";

  declare readonly node: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly driver: pulumi.Output<string>;
  declare readonly internal: pulumi.Output<boolean>;

  /** The provider's check refuses inputs of the wrong shape; all problems come at once, each with its path. */
  constructor(name: string, args: NetworkArgs, options?: pulumi.CustomResourceOptions) {
    const { node, name: network, driver, internal } = args;
    super(Network.token, name, { node, name: network, driver, internal }, options);
  }
}
