import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { addressesIn } from "./addresses.ts";
import { parseImage } from "../images/image.ts";
import { capability, topologyPart, type NodeProjects } from "../node-facts.ts";
import { holdsUnknown, inContract, inDocument, list, mapping, text, undecided } from "../parts.ts";
import { linesOf, stringsOf } from "../strings.ts";
import { isUnknown } from "../unknown.ts";

export interface OfflineFirstOptions {
  /** Names of services of the other sites, which a value must not name as a host either. @default ["forgejo"] */
  readonly services?: readonly string[];
}

/**
 * Nothing that runs behind an intermittent uplink needs another site: no image from its registry, no variable, command,
 * host entry, address or volume that points there, no dependency. (Seed 000: never on SATURN, VPS or Forgejo.)
 */
export function offlineFirst(node: NodeProjects, options: OfflineFirstOptions = {}): Problem[] {
  const uplink = capability(node, "uplink");
  if (isUnknown(uplink)) return [undecided(node.node, `the uplink of ${node.node}`)];
  if (uplink !== "intermittent") return [];
  const elsewhere = topologyPart(node, "elsewhere");
  if (isUnknown(elsewhere) || holdsUnknown(elsewhere)) return [undecided(node.node, `the addresses of the other sites for ${node.node}`)];
  const hosts = new Elsewhere(elsewhere ?? {}, options.services ?? ["forgejo"], text(topologyPart(node, "mesh_domain")));
  return node.projects.flatMap((project) => [...inProject(project, hosts), ...dependencies(project, hosts, node)]);
}

/** Endings of names that only a network of one's own knows. */
const privateName = /\.(lan|local|internal|home|home\.arpa|localdomain|ts\.net)$/;

/** The names and addresses of the other sites, by what they belong to. */
class Elsewhere {
  readonly #exact = new Map<string, string>();
  readonly #below: { readonly suffix: string; readonly owner: string }[] = [];
  readonly #meshDomain: string | undefined;
  readonly nodes: ReadonlySet<string>;

  constructor(nodes: Readonly<Record<string, readonly string[]>>, services: readonly string[], meshDomain: string | undefined) {
    this.nodes = new Set(Object.keys(nodes));
    this.#meshDomain = meshDomain;
    for (const [owner, names] of Object.entries(nodes)) {
      for (const name of names) {
        if (name.startsWith(".")) this.#below.push({ suffix: name.toLowerCase(), owner });
        else for (const one of [name.toLowerCase(), ...addressesIn(name)]) this.#exact.set(one, owner);
      }
    }
    for (const service of services) this.#exact.set(service.toLowerCase(), service);
  }

  /** The first host of a text that belongs to another site, and whom it belongs to. */
  find(value: string): { readonly host: string; readonly owner: string } | undefined {
    for (const [host] of value.matchAll(/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/g)) {
      const owner = this.#ownerOf(host.toLowerCase()) ?? this.#ownerOfAddress(host);
      if (owner !== undefined) return { host, owner };
    }
    // Addresses of IPv6 have signs that no name has.
    for (const [host] of value.matchAll(/(?<![\w:.])[0-9A-Fa-f:.]{2,45}(?![\w:.])/g)) {
      const owner = host.includes(":") ? this.#ownerOfAddress(host) : undefined;
      if (owner !== undefined) return { host, owner };
    }
    return undefined;
  }

  /** An address in any notation is the address. */
  #ownerOfAddress(host: string): string | undefined {
    for (const address of addressesIn(host)) {
      const owner = this.#exact.get(address);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  #ownerOf(host: string): string | undefined {
    const exact = this.#exact.get(host);
    if (exact !== undefined) return exact;
    // `forgejo.lan` is the forge as well; `saturn.json` is a file.
    if (privateName.test(host)) return this.#exact.get(host.split(".")[0] ?? "");
    if (this.#meshDomain !== undefined && host.endsWith(`.${this.#meshDomain}`)) return this.#exact.get(host.split(".")[0] ?? "");
    return this.#below.find(({ suffix }) => host.endsWith(suffix))?.owner;
  }
}

function inProject(project: ProjectFacts, hosts: Elsewhere): Problem[] {
  const problems = stringsOf(project.document).flatMap(({ path, text: value, isKey }): Problem[] => {
    // Keys are the names of services, networks and variables; the top-level ones and labels never are addresses.
    if (isKey || isOwnName(path)) return [];
    const isImage = path.length === 3 && path[0] === "services" && path[2] === "image";
    const found = hosts.find(isImage ? parseImage(value).registry : value);
    if (found === undefined) return [];
    return [
      {
        ...inDocument(project, path),
        message: `${project.service} on ${project.node} points to ${found.host}, which is ${describe(found)}, but the uplink of ${project.node} comes and goes`,
        allowed: "what answers without the uplink: services of the same site, and the internet for what can wait",
        fix: "use a service of the same site",
      },
    ];
  });
  const files = (project.files ?? []).flatMap((file) => {
    if (isUnknown(file.content)) return [undecided(file.source, `the file ${file.source}`)];
    return linesOf(file.content).flatMap(({ line, text: value }): Problem[] => {
      const found = hosts.find(value);
      if (found === undefined) return [];
      return [
        {
          place: { file: file.source, line },
          path: "",
          message: `${project.service} on ${project.node} points to ${found.host}, which is ${describe(found)}, but the uplink of ${project.node} comes and goes`,
          fix: "use a service of the same site",
        },
      ];
    });
  });
  const open = holdsUnknown(project.document)
    ? [undecided("document", `a part of the document of ${project.service} on ${project.node}`)]
    : [];
  return [...problems, ...files, ...open];
}

function describe({ host, owner }: { readonly host: string; readonly owner: string }): string {
  return host.toLowerCase() === owner.toLowerCase() ? "of another site" : `${owner}, of another site`;
}

/** Names that the document itself gives. */
function isOwnName(path: readonly (string | number)[]): boolean {
  return path[0] === "name" || (path[0] === "services" && (path[2] === "container_name" || path[2] === "hostname"));
}

function dependencies(project: ProjectFacts, hosts: Elsewhere, { node, site }: NodeProjects): Problem[] {
  return list(mapping(project.contract)["dependencies"]).flatMap((entry, index): Problem[] => {
    const { service, node: other } = mapping(entry);
    const name = text(other);
    if (name === undefined || !hosts.nodes.has(name)) return [];
    return [dependencyElsewhere(project, { service: text(service) ?? "", node: name, index }, { node, site })];
  });
}

/** The problem of a dependency on another site, for a service behind an intermittent uplink. */
export function dependencyElsewhere(
  project: ProjectFacts,
  dependency: { readonly service: string; readonly node: string; readonly index: number },
  { node, site }: { readonly node: string; readonly site: string },
): Problem {
  return {
    ...inContract(project, ["dependencies", dependency.index]),
    message: `${project.service} on ${node} depends on ${dependency.service} on ${dependency.node}, but the uplink of ${node} is intermittent`,
    allowed: `services of the site ${site}`,
  };
}
