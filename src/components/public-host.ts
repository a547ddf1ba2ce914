import { DnsRecord } from "@pulumi/cloudflare/dnsRecord.js";
import * as pulumi from "@pulumi/pulumi";

import type { Problem } from "../../compose/problem.ts";
import type { NodeFacts } from "../inventory/inventory.ts";
import { ProxyHost } from "../resources/index.ts";
import { adopting, credentialsOf } from "./adopt.ts";
import { refuseProblems } from "./refuse.ts";

export interface PublicHostArgs {
  /** The whole name, zone included (`docs.example.net`). */
  readonly host: string;
  /** The service that answers there. */
  readonly service: string;
  /** The node the name points at: the one whose reverse proxy answers. */
  readonly node: NodeFacts;
  /** The Cloudflare zone that holds the name. */
  readonly zoneId: string;
  /** Through Cloudflare's proxy, or straight to the node? */
  readonly proxied: boolean;
  /** The reverse proxy of the node, and where it finds the service. @default the proxy is told by hand */
  readonly proxy?: {
    /** The API of its Nginx Proxy Manager, a key of `apis` in the topology. */
    readonly api: string;
    /** Where that API is. */
    readonly apiUrl?: string;
    /** The container's name and port on the network that both share. */
    readonly container: string;
    readonly port: number;
  };
  /** What there was before this program. @default nothing */
  readonly adopt?: {
    /** The Cloudflare record's own id. */
    readonly record?: string;
    readonly proxyHost?: boolean;
  };
  /** What has to be there before the name is. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** Cloudflare's word for "as short as you think best"; a proxied record may have no other. */
const automaticTtl = 1;

/** A name under which the internet reaches a public service. */
export class PublicHost extends pulumi.ComponentResource {
  static readonly token = "homelab:components:PublicHost";

  readonly record: DnsRecord;
  /** Left out when the proxy is told by hand. */
  readonly proxyHost?: ProxyHost;

  /**
   * Takes its Cloudflare and homelab providers from the options.
   * @throws pulumi.ResourceError when the node has no address on the internet.
   */
  constructor(name: string, args: PublicHostArgs, options?: pulumi.ComponentResourceOptions) {
    super(PublicHost.token, name, {}, options);
    const { host, service, node, zoneId, proxied, proxy, adopt = {}, after = [] } = args;
    refuseProblems(this, addressProblems(args));
    if (proxy !== undefined)
      this.proxyHost = proxyHost(this, name, host, proxy, { after, adopt: adopt.proxyHost === true, node: node.name });
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
      // Nobody is invited before the proxy knows the way.
      adopting(
        adopt.record === undefined ? undefined : `${zoneId}/${adopt.record}`,
        {
          parent: this,
          dependsOn: this.proxyHost ?? [...after],
        },
        { node: node.name, plugin: "cloudflare" },
      ),
    );
    this.registerOutputs({ host, url: `https://${host}`, address: this.record.content });
  }
}

function proxyHost(
  parent: PublicHost,
  name: string,
  host: string,
  { api, apiUrl, container, port }: NonNullable<PublicHostArgs["proxy"]>,
  { after, adopt, node }: { readonly after: readonly pulumi.Resource[]; readonly adopt: boolean; readonly node: string },
): ProxyHost {
  return new ProxyHost(
    `${name}/proxy`,
    {
      api,
      ...(apiUrl === undefined ? {} : { apiUrl }),
      host,
      forwardScheme: "http",
      forwardHost: container,
      forwardPort: port,
      certificate: host,
      forceTls: true,
      http2: true,
    },
    adopting(
      adopt ? `${api}/${host}` : undefined,
      { parent, dependsOn: [...after] },
      { node, plugin: "homelab", opens: credentialsOf(api, ["IDENTITY", "SECRET"]) },
    ),
  );
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
