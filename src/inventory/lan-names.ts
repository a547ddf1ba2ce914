import { guestsOf, nodesOf, type Inventory, type NodeFacts } from "./inventory.ts";

/** A name of a service of a guest on the site's own DNS server. */
export interface LanNameOf {
  /** The whole name, zone included (`dns.lan.example.net`). */
  readonly host: string;
  /** The name below the zone. */
  readonly label: string;
  readonly service: string;
  /** Where it answers, without the length of its network. */
  readonly address: string;
  readonly zone: { readonly domain: string; readonly api: string; readonly apiUrl?: string; readonly ttl: number };
  readonly hypervisor: NodeFacts;
}

/** The names of the services that a site's guests run; none where the site manages no names. */
export function lanNames(inventory: Inventory, site: string): LanNameOf[] {
  const zone = inventory.topology.sites[site]?.lan;
  if (zone === undefined) return [];
  const api = inventory.topology.apis[zone.api];
  const known = { ...zone, ...(api === undefined ? {} : { apiUrl: new URL(api.url).origin }) };
  return nodesOf(inventory, site).flatMap((hypervisor) =>
    guestsOf(hypervisor).flatMap(({ guest }) =>
      Object.entries(guest.services).flatMap(([service, { names }]) =>
        names.map((label) => {
          const address = guest.network.address.split("/")[0] ?? "";
          return { host: `${label}.${zone.domain}`, label, service, address, zone: known, hypervisor };
        }),
      ),
    ),
  );
}
