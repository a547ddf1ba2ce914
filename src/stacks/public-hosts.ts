import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider.js";
import * as pulumi from "@pulumi/pulumi";

import { PublicHost, type PublicHostArgs } from "../components/public-host.ts";
import type { Inventory, NodeFacts } from "../inventory/inventory.ts";
import type { PublicName } from "../inventory/public-names.ts";
import type { Site } from "./site.ts";

/** The names under which the internet reaches the public services of a site. */
export function createPublicHosts({ topology }: Inventory, names: readonly PublicName[], { services, homelab }: Site): PublicHost[] {
  // The token comes from CLOUDFLARE_API_TOKEN in the environment of the plugin and is no input, so it is never in the state.
  const cloudflare = new CloudflareProvider("cloudflare");
  const zoneId = new pulumi.Config().require("publicZoneId");
  return names.flatMap(({ host, deployment, node, asked: { service: container, port, proxied } }) => {
    const parent = services.find((service) => service.deployment === deployment);
    if (parent === undefined) return [];
    const [api, known] = Object.entries(topology.apis).find(([, { kind, node: of }]) => kind === "npm" && of === node.name) ?? [];
    return [
      new PublicHost(
        `${node.name}/${deployment.service}/host/${host}`,
        {
          host,
          service: deployment.service,
          node,
          zoneId,
          proxied,
          after: [parent.project],
          ...(api === undefined || known === undefined ? {} : { proxy: { api, apiUrl: new URL(known.url).origin, container, port } }),
          ...adopt(node, host),
        },
        { parent, providers: [cloudflare, homelab] },
      ),
    ];
  });
}

/** What there was of a name before this program. */
function adopt({ imports }: NodeFacts, host: string): Pick<PublicHostArgs, "adopt"> {
  if (imports === undefined) return {};
  const record = imports.records[host];
  return { adopt: { ...(record === undefined ? {} : { record }), proxyHost: imports.proxy_hosts.includes(host) } };
}
