import { LanName } from "../components/lan-name.ts";
import { guestsOf, type Inventory } from "../inventory/inventory.ts";
import type { Guests } from "./guests.ts";

/** The names of the services that a site's guests run, on the site's own DNS server; none where the site manages no names. */
export function createLanNames(inventory: Inventory, site: string, created: readonly Guests[]): LanName[] {
  const zone = inventory.topology.sites[site]?.lan;
  if (zone === undefined) return [];
  const api = inventory.topology.apis[zone.api];
  const known = { ...zone, ...(api === undefined ? {} : { apiUrl: new URL(api.url).origin }) };
  return created.flatMap(({ hypervisor }) =>
    guestsOf(hypervisor.facts).flatMap(({ guest }) =>
      Object.entries(guest.services).flatMap(([service, { names }]) =>
        names.map((label) => {
          const host = `${label}.${zone.domain}`;
          const adopt = hypervisor.facts.imports?.lan_names.includes(label) ?? false;
          const address = guest.network.address.split("/")[0] ?? "";
          return new LanName(
            `${hypervisor.facts.name}/name/${host}`,
            { node: hypervisor.facts.name, host, service, address, zone: known, adopt },
            { parent: hypervisor },
          );
        }),
      ),
    ),
  );
}
