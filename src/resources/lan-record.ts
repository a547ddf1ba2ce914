import * as pulumi from "@pulumi/pulumi";

export interface LanRecordArgs {
  /** The API of the DNS server, a key of `apis` in the topology. A change replaces the record. */
  readonly api: pulumi.Input<string>;
  /** Where that API is; what opens it is sent there. @default wherever the topology has it, without a word in the plan */
  readonly apiUrl?: pulumi.Input<string>;
  /** The zone that holds the name. A change replaces the record. */
  readonly zone: pulumi.Input<string>;
  /** The whole name, zone included. A change replaces the record. */
  readonly name: pulumi.Input<string>;
  /** `A`, `AAAA` or `CNAME`. A change replaces the record. @default "A" */
  readonly type?: pulumi.Input<string>;
  /** The address, or for a CNAME the name that is meant. */
  readonly value: pulumi.Input<string>;
  /** How long others may remember the answer, in seconds, 60 to 86400. @default 3600 */
  readonly ttl?: pulumi.Input<number>;
}

/** A name in a zone of a Technitium DNS server. What opens the API comes from the environment of the plugin. */
export class LanRecord extends pulumi.CustomResource {
  /** The type token, by which policies and plans know it. */
  static readonly token = "homelab:technitium:Record";

  declare readonly api: pulumi.Output<string>;
  declare readonly zone: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly type: pulumi.Output<string>;
  declare readonly value: pulumi.Output<string>;
  declare readonly ttl: pulumi.Output<number>;

  /** The provider's check refuses inputs of the wrong shape; all problems come at once, each with its path. */
  constructor(name: string, args: LanRecordArgs, options?: pulumi.CustomResourceOptions) {
    const { api, apiUrl, zone, name: whole, type, value, ttl } = args;
    super(LanRecord.token, name, { api, apiUrl, zone, name: whole, type, value, ttl }, options);
  }
}
