import { LanName } from "../components/lan-name.ts";
import type { LanNameOf } from "../inventory/lan-names.ts";
import type { Guests } from "./guests.ts";

/** The names of the services that a site's guests run, on the site's own DNS server. */
export function createLanNames(names: readonly LanNameOf[], created: readonly Guests[]): LanName[] {
  return names.flatMap(({ hypervisor: { name, imports }, host, label, service, address, zone }) => {
    const parent = created.find(({ hypervisor }) => hypervisor.facts.name === name)?.hypervisor;
    const adopt = imports?.lan_names.includes(label) ?? false;
    return parent === undefined
      ? []
      : [new LanName(`${name}/name/${host}`, { node: name, host, service, address, zone, adopt }, { parent })];
  });
}
