import type { InventoryParts, NodeParts } from "../load/parts.ts";
import type { DataPath } from "../../../compose/data-path.ts";
import { formatPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { Api } from "../schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";

/** The APIs that hold names exist and are safe to talk to, and each name on a site's network belongs to one service. */
export function checkNames(parts: InventoryParts): Problem[] {
  return [...apis(parts), ...sites(parts), ...guestNames(parts), ...imports(parts)];
}

function apis(parts: InventoryParts): Problem[] {
  return Object.entries(parts.topology?.apis ?? {}).flatMap(([name, api]): Problem[] => {
    const path = ["apis", name];
    const problems: Problem[] = [];
    if (!parts.nodes.has(api.node) && parts.nodesKnown) {
      const suggestion = suggest(api.node, parts.nodes.keys());
      problems.push({
        ...inTopology(parts, [...path, "node"]),
        message: `there is no node ${api.node}`,
        allowed: [...parts.nodes.keys()].join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
    if (travelsInPlain(api)) {
      problems.push({
        ...inTopology(parts, [...path, "url"]),
        message: `passwords for ${name} would travel without TLS to ${api.url}`,
        allowed: "https://, or http:// with the reason under plaintext",
        fix: "switch TLS on there, or say under plaintext what else protects the way",
      });
    }
    return problems;
  });
}

function travelsInPlain({ url, plaintext }: Api): boolean {
  return plaintext === undefined && !url.startsWith("https:") && !/^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(:|$)/.test(url);
}

function sites(parts: InventoryParts): Problem[] {
  const known = Object.entries(parts.topology?.apis ?? {})
    .filter(([, { kind }]) => kind === "technitium")
    .map(([name]) => name);
  return Object.entries(parts.topology?.sites ?? {}).flatMap(([site, { lan }]): Problem[] => {
    if (lan === undefined || known.includes(lan.api)) return [];
    const suggestion = suggest(lan.api, known);
    const message = `there is no API ${lan.api} of a Technitium DNS server`;
    return [
      {
        ...inTopology(parts, ["sites", site, "lan", "api"]),
        message,
        allowed: known.join(", ") || "none yet, see apis",
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ];
  });
}

function guestNames(parts: InventoryParts): Problem[] {
  const taken = new Map<string, string>();
  return [...parts.nodes.values()].flatMap((node) =>
    Object.entries(node.guests?.guests ?? {}).flatMap(([guestName, guest]) =>
      Object.entries(guest.services).flatMap(([service, { names, exposure }]) =>
        names.flatMap((name, index): Problem[] => {
          const place = inGuests(node, ["guests", guestName, "services", service, "names", index]);
          const site = node.topology?.site ?? node.name;
          const other = taken.get(`${site} ${name}`);
          taken.set(`${site} ${name}`, other ?? service);
          if (other !== undefined) return [{ ...place, message: `the name ${name} is taken already by ${other}` }];
          if (exposure !== "lan")
            return [
              {
                ...place,
                message: `${service} has the name ${name}, but its exposure is ${exposure}`,
                fix: "remove the name, or make the exposure lan",
              },
            ];
          if (guest.network.address === "dhcp")
            return [
              { ...place, message: `${name} can point nowhere: ${guestName} has no fixed address`, fix: "give the guest an address" },
            ];
          const declared = parts.topology?.sites[site];
          if (declared !== undefined && declared.lan === undefined)
            return [{ ...place, message: `site ${site} manages no names`, fix: `add lan to sites.${site} in inventory/topology.yaml` }];
          return [];
        }),
      ),
    ),
  );
}

/** An id for something that is not declared would never be used, and is a misspelt name. */
function imports(parts: InventoryParts): Problem[] {
  const contracts = [...parts.services.values()].map(({ contract }) => contract);
  const names = contracts.flatMap((contract) => contract?.public_names ?? []);
  // What could not be read may declare the name; it has its problem already.
  const domain = contracts.includes(undefined) ? undefined : parts.topology?.public_domain;
  const hosts = domain === undefined ? undefined : names.map(({ name }) => (name === "@" ? domain : `${name}.${domain}`));
  return [...parts.nodes.values()].flatMap((node) => {
    if (node.imports === undefined) return [];
    const readable = node.guests !== undefined || node.guestsFile === undefined;
    return [
      ...(readable ? unknownKeys(node, "guests", node.imports.guests, Object.keys(node.guests?.guests ?? {})) : []),
      ...(hosts === undefined ? [] : unknownKeys(node, "records", node.imports.records, hosts)),
      ...(hosts === undefined ? [] : unknownKeys(node, "proxy_hosts", node.imports.proxy_hosts, hosts)),
      ...(readable ? unknownKeys(node, "lan_names", node.imports.lan_names, namesOf(node)) : []),
      ...Object.entries(node.imports.guests).flatMap(([name, id]) => otherNumber(node, name, id)),
    ];
  });
}

function namesOf(node: NodeParts): string[] {
  return Object.values(node.guests?.guests ?? {}).flatMap(({ services }) => Object.values(services).flatMap(({ names }) => names));
}

function unknownKeys(node: NodeParts, part: string, ids: readonly string[] | object, declared: readonly string[]): Problem[] {
  const list: readonly string[] = Array.isArray(ids) ? (ids as readonly string[]) : Object.keys(ids);
  return list.flatMap((name, index): Problem[] => {
    if (declared.includes(name)) return [];
    const suggestion = suggest(name, declared);
    const place = Array.isArray(ids) ? node.importsFile?.placeOf([part, index]) : node.importsFile?.placeOfKey([part, name]);
    const message = `${name} is not declared, so there is nothing that its id could be for`;
    return [
      {
        ...(place === undefined ? {} : { place }),
        path: formatPath([part, name]),
        message,
        allowed: declared.join(", ") || "nothing is declared here",
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ];
  });
}

function otherNumber(node: NodeParts, name: string, id: string): Problem[] {
  const guest = node.guests?.guests[name];
  const hypervisor = node.capabilities?.hypervisor?.node_name;
  if (guest === undefined || hypervisor === undefined || id === `${hypervisor}/${guest.vmid}`) return [];
  const place = node.importsFile?.placeOf(["guests", name]);
  return [
    {
      ...(place === undefined ? {} : { place }),
      path: formatPath(["guests", name]),
      message: `${id} is another guest than the declared one`,
      allowed: `${hypervisor}/${guest.vmid}`,
    },
  ];
}

function inTopology(parts: InventoryParts, path: DataPath): Pick<Problem, "place" | "path"> {
  const place = parts.topologyFile?.placeOf(path);
  return { ...(place === undefined ? {} : { place }), path: formatPath(path) };
}

function inGuests(node: NodeParts, path: DataPath): Pick<Problem, "place" | "path"> {
  const place = node.guestsFile?.placeOf(path);
  return { ...(place === undefined ? {} : { place }), path: formatPath(path) };
}
