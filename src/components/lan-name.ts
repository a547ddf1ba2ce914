import * as pulumi from "@pulumi/pulumi";

import { LanRecord } from "../resources/index.ts";
import { adopting, credentialsOf } from "./adopt.ts";

export interface LanNameArgs {
  /** The node under whose name it stands. */
  readonly node: string;
  /** The whole name, zone included (`dns.lan.example.net`). */
  readonly host: string;
  /** The service that answers there. */
  readonly service: string;
  /** Where it answers, without the length of its network. */
  readonly address: string;
  /** The zone, the API of its DNS server and where that is, and how long answers may be remembered, in seconds. */
  readonly zone: { readonly domain: string; readonly api: string; readonly apiUrl?: string; readonly ttl: number };
  /** Is it there already, to be adopted? @default false */
  readonly adopt?: boolean;
}

/** A name under which a service is found on its own network. */
export class LanName extends pulumi.ComponentResource {
  static readonly token = "homelab:components:LanName";

  readonly record: LanRecord;

  /** Takes the `homelab` provider from the options. */
  constructor(name: string, args: LanNameArgs, options?: pulumi.ComponentResourceOptions) {
    const { node, host, service, address, zone, adopt = false } = args;
    // As inputs and as outputs: the policies are shown either.
    const said = { service, exposure: "lan" };
    super(LanName.token, name, said, options);
    const id = adopt ? `${zone.api}/${zone.domain}/${host}/A` : undefined;
    this.record = new LanRecord(
      name,
      {
        api: zone.api,
        ...(zone.apiUrl === undefined ? {} : { apiUrl: zone.apiUrl }),
        zone: zone.domain,
        name: host,
        type: "A",
        value: address,
        ttl: zone.ttl,
      },
      adopting(id, { parent: this }, { node, plugin: "homelab", opens: credentialsOf(zone.api, ["TOKEN"], ["USER", "PASSWORD"]) }),
    );
    this.registerOutputs({ ...said, host, address: this.record.value });
  }
}
