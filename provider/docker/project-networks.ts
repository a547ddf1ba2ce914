import type { ProjectContainers } from "./containers.ts";
import type { Difference } from "./difference.ts";
import type { AddressPool, NetworkInspect } from "./engine.ts";
import { familyOf, normalAddress, normalSubnet } from "./fields/address.ts";
import { pairsOf } from "./fields/pairs.ts";
import { at, flagOf, isJsonList, isJsonMap, member, textOf } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";
import { nameOnNode } from "./name-on-node.ts";
import type { NodeSnapshot } from "./snapshot.ts";

/** Networks of the project itself, as far as a service uses them and git says something about them. */
export function networkDifferences(whole: JsonMap, project: string, found: ProjectContainers, snapshot: NodeSnapshot): Difference[] {
  const used = new Set([...found.ofService.values()].flat().flatMap((container) => Object.keys(container.NetworkSettings?.Networks ?? {})));
  const networks = isJsonMap(whole["networks"]) ? whole["networks"] : {};
  return Object.entries(networks).flatMap(([key, value]) => {
    const network = snapshot.engine.networks.find(({ Name }) => Name === nameOnNode("networks", key, whole, project));
    if (network === undefined || !used.has(network.Name) || flagOf(member(value, "external")) === true) return [];
    return ofNetwork(value, network).map(({ path, enforced }) => ({ path: ["document", "networks", key, ...path], enforced }));
  });
}

function ofNetwork(value: Json, network: NetworkInspect): Difference[] {
  const differences: Difference[] = [];
  const compare = (attribute: string, same: boolean, enforced: Json | undefined): void => {
    if (!same) differences.push({ path: [attribute], enforced });
  };
  compare("driver", (textOf(member(value, "driver")) ?? "bridge") === (network.Driver ?? "bridge"), network.Driver);
  compare("internal", (flagOf(member(value, "internal")) ?? false) === (network.Internal ?? false), network.Internal);
  const sixth = network.EnableIPv6 ?? false;
  compare("enable_ipv6", (flagOf(member(value, "enable_ipv6")) ?? sixth) === sixth, network.EnableIPv6);
  return [...differences, ...options(value, network), ...pools(at(value, "ipam", "config"), network.IPAM?.Config ?? [])];
}

/** Only declared ones: the daemon's own defaults appear in the same list. */
function options(value: Json, network: NetworkInspect): Difference[] {
  const asked = [...pairsOf(member(value, "driver_opts"))];
  const actual = network.Options ?? {};
  // All of them gone is one thing: somebody made a plain network of the same name.
  if (asked.length > 0 && Object.keys(actual).length === 0) return [{ path: ["driver_opts"], enforced: undefined }];
  return asked.flatMap(([name, text]) => {
    const found = Object.hasOwn(actual, name) ? actual[name] : undefined;
    return found === (text ?? "") ? [] : [{ path: ["driver_opts", name], enforced: found }];
  });
}

/** Pools by family and subnet: the engine lists those of IPv4 first, and adds one of a family that was not asked for by itself. */
function pools(declared: Json | undefined, actual: readonly AddressPool[]): Difference[] {
  const asked = (isJsonList(declared) ? declared : []).map((pool, index) => ({ pool, index, subnet: textOf(member(pool, "subnet")) }));
  const left = [...actual];
  const take = (fits: (pool: AddressPool) => boolean): AddressPool | undefined => {
    const index = left.findIndex(fits);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const named = asked.filter(({ subnet }) => subnet !== undefined && subnet !== "");
  const met = named.map((one) => ({
    ...one,
    found: take(({ Subnet: other }) => normalSubnet(other ?? "") === normalSubnet(one.subnet ?? "")),
  }));
  const differences = met.flatMap(({ pool, index, subnet = "", found }) => {
    const place = ["ipam", "config", index];
    if (found !== undefined) return insidePool(pool, found).map(({ path, enforced }) => ({ path: [...place, ...path], enforced }));
    return [{ path: [...place, "subnet"], enforced: take(({ Subnet: other = "" }) => familyOf(other) === familyOf(subnet))?.Subnet }];
  });
  const families = new Set(named.map(({ subnet = "" }) => familyOf(subnet)));
  const extra = left.filter(({ Subnet: subnet = "" }) => families.has(familyOf(subnet)));
  return [
    ...differences,
    ...extra.slice(asked.length - named.length).map((pool, offset) => ({
      path: ["ipam", "config", asked.length + offset],
      enforced: { subnet: pool.Subnet ?? "" },
    })),
  ];
}

/** What a pool says besides its subnet; what git leaves open the engine chooses. */
function insidePool(pool: Json, found: AddressPool): Difference[] {
  const differences: Difference[] = [];
  const range = textOf(member(pool, "ip_range"));
  if (range !== undefined && normalSubnet(range) !== normalSubnet(found.IPRange ?? ""))
    differences.push({ path: ["ip_range"], enforced: found.IPRange });
  const gateway = textOf(member(pool, "gateway"));
  // Old engines write the size of the subnet behind it.
  const actual = (found.Gateway ?? "").split("/")[0] ?? "";
  if (gateway !== undefined && normalAddress(gateway) !== normalAddress(actual))
    differences.push({ path: ["gateway"], enforced: found.Gateway });
  for (const [name, address] of pairsOf(member(pool, "aux_addresses"))) {
    const other = found.AuxiliaryAddresses?.[name];
    if (normalAddress(address ?? "") !== normalAddress(other ?? "")) differences.push({ path: ["aux_addresses", name], enforced: other });
  }
  return differences;
}
