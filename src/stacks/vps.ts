import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider.js";
import * as pulumi from "@pulumi/pulumi";

import type { ComposeService } from "../components/compose-service.ts";
import { PublicHost } from "../components/public-host.ts";
import type { Inventory } from "../model/inventory.ts";
import { memoryOutput } from "./memory-output.ts";
import { createSite } from "./site.ts";

/** Site vps, the rented server: nodes and services, and the names under which the internet reaches the public ones. */
export function vps(inventory: Inventory): object {
  const { nodes, services } = createSite(inventory, "vps");
  // The token comes from CLOUDFLARE_API_TOKEN in the environment of the plugin and is no input, so it is never in the state.
  const cloudflare = new CloudflareProvider("cloudflare");
  const zoneId = new pulumi.Config().require("publicZoneId");
  const hosts = services
    .filter(({ deployment }) => deployment.exposure === "public")
    .flatMap((service) => publicHosts(service, inventory, { zoneId, cloudflare }));
  return { memory: memoryOutput(nodes), public: hosts.map(({ record }) => record.name) };
}

interface Zone {
  readonly zoneId: string;
  readonly cloudflare: CloudflareProvider;
}

function publicHosts(service: ComposeService, inventory: Inventory, { zoneId, cloudflare }: Zone): PublicHost[] {
  const { deployment } = service;
  const node = inventory.nodes.get(deployment.node);
  if (node === undefined) return [];
  return deployment.contract.public_names.map(({ name, proxied }) => {
    const host = name === "@" ? inventory.topology.public_domain : `${name}.${inventory.topology.public_domain}`;
    return new PublicHost(
      `${deployment.node}/${deployment.service}/host/${host}`,
      { host, service: deployment.service, node, zoneId, proxied },
      { parent: service, providers: [cloudflare] },
    );
  });
}
