import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider.js";
import * as pulumi from "@pulumi/pulumi";

import type { ComposeService } from "../components/compose-service.ts";
import type { HomelabProvider } from "../components/homelab-provider.ts";
import { PublicHost, type PublicHostArgs } from "../components/public-host.ts";
import type { Inventory, NodeFacts } from "../inventory/inventory.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite, type Prepared } from "./site.ts";

/** Site vps, the rented server: nodes and services, and the names under which the internet reaches the public ones. */
export function vps(inventory: Inventory, prepared?: Prepared): object {
  const { nodes, services, homelab } = createSite(inventory, "vps", prepared);
  // The token comes from CLOUDFLARE_API_TOKEN in the environment of the plugin and is no input, so it is never in the state.
  const cloudflare = new CloudflareProvider("cloudflare");
  const zoneId = new pulumi.Config().require("publicZoneId");
  const hosts = services
    .filter(({ deployment }) => deployment.exposure === "public")
    .flatMap((service) => publicHosts(service, inventory, { zoneId, cloudflare, homelab }));
  return { memory: memoryOutput(nodes), public: hosts.map(({ record }) => record.name) };
}

interface Zone {
  readonly zoneId: string;
  readonly cloudflare: CloudflareProvider;
  readonly homelab: HomelabProvider;
}

function publicHosts(service: ComposeService, inventory: Inventory, { zoneId, cloudflare, homelab }: Zone): PublicHost[] {
  const { deployment } = service;
  const node = inventory.nodes.get(deployment.node);
  if (node === undefined) return [];
  const [api, known] =
    Object.entries(inventory.topology.apis).find(([, { kind, node: of }]) => kind === "npm" && of === deployment.node) ?? [];
  return deployment.contract.public_names.map(({ name, service: container, port, proxied }) => {
    const host = name === "@" ? inventory.topology.public_domain : `${name}.${inventory.topology.public_domain}`;
    return new PublicHost(
      `${deployment.node}/${deployment.service}/host/${host}`,
      {
        host,
        service: deployment.service,
        node,
        zoneId,
        proxied,
        after: [service.project],
        ...(api === undefined || known === undefined ? {} : { proxy: { api, apiUrl: new URL(known.url).origin, container, port } }),
        ...adopt(node, host),
      },
      { parent: service, providers: [cloudflare, homelab] },
    );
  });
}

/** What there was of a name before this program. */
function adopt({ imports }: NodeFacts, host: string): Pick<PublicHostArgs, "adopt"> {
  if (imports === undefined) return {};
  const record = imports.records[host];
  return { adopt: { ...(record === undefined ? {} : { record }), proxyHost: imports.proxy_hosts.includes(host) } };
}
