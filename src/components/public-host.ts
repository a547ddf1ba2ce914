import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js";
import * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../model/problem.ts";
import type { NodeFacts } from "../model/inventory.ts";
import { refuseProblems } from "./refuse.ts";

export interface PublicHostArgs {
  /** The whole name, zone included (`docs.example.net`). */
  readonly host: string;
  /** The service that answers there. */
  readonly service: string;
  /** The node the name points at: the one whose reverse proxy answers. */
  readonly node: NodeFacts;
  /** The Cloudflare zone that holds the name. */
  readonly zoneId: pulumi.Input<string>;
  /** Through Cloudflare's proxy, or straight to the node? */
  readonly proxied: boolean;
}

/** Cloudflare's word for "as short as you think best"; a proxied record may have no other. */
const automaticTtl = 1;

/** A name under which the internet reaches a public service. */
export class PublicHost extends pulumi.ComponentResource {
  static readonly token = "homelab:components:PublicHost";

  readonly record: DnsRecord;

  /**
   * Takes its Cloudflare provider from the options.
   * @throws pulumi.ResourceError when the node has no address on the internet.
   */
  constructor(name: string, args: PublicHostArgs, options?: pulumi.ComponentResourceOptions) {
    super(PublicHost.token, name, {}, options);
    const { host, service, node, zoneId, proxied } = args;
    refuseProblems(this, addressProblems(args));
    this.record = new DnsRecord(
      name,
      {
        zoneId,
        name: host,
        type: "A",
        content: node.topology.public_address ?? "",
        ttl: automaticTtl,
        proxied,
        comment: `${service} on ${node.name}, managed by Pulumi`,
      },
      { parent: this },
    );
    this.registerOutputs({ host, url: `https://${host}`, address: this.record.content });
  }
}

function addressProblems({ host, service, node }: PublicHostArgs): Problem[] {
  if (node.topology.public_address !== undefined) return [];
  return [
    {
      place: { file: "inventory/topology.yaml" },
      path: `nodes.${node.name}.public_address`,
      message: `is missing, but ${service} is to be reached there from the internet as ${host}`,
      fix: `give ${node.name} its public_address or narrow the exposure of ${service} in its services.yaml`,
    },
  ];
}
