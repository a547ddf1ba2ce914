import { environmentFile } from "../../inventory/inventory.ts";
import { dataPathsOf, sharedOf } from "../contract-parts.ts";
import { knownContainers } from "../parts.ts";
import { mountsOf } from "../data/mounts.ts";
import type { ProjectFacts } from "../facts.ts";
import { holdsSocket, isBelow, nodePath } from "./node-path.ts";
import { isGranted } from "./powers.ts";
import { isVariable, show } from "./values.ts";

/** What a path is judged against: the service that names it, its node, and who else is there. */
export interface Surroundings {
  readonly project: ProjectFacts;
  /** The folders in which services of the node may keep data (`data_roots` of its capabilities). */
  readonly dataRoots: readonly string[];
  /** The other projects of the node. */
  readonly neighbours: readonly ProjectFacts[];
}

/** A path as it is asked about. */
export interface AskedPath {
  readonly text: string;
  /** Who gets it. */
  readonly containers: readonly string[];
  readonly variables?: true;
}

/** Why a path is refused. */
export interface Refusal {
  readonly what: string;
  readonly allowed: string;
  readonly fix: string;
}

const root = "/opt/homelab";
/** Each service has a folder of its own in these. */
const owned = ["data", "services", "logs", "state"];
/** What the services of a node have in common. */
const common = ["events", "world", "actions"].map((name) => `${root}/${name}`);
/** Where the engine keeps volumes, on a node where nobody moved them. */
const engineVolumes = "/var/lib/docker/volumes";

/** Is a path inside the folders that a service has on every node, or its own file of variables? */
export function isOwnPath({ text, variables }: Pick<AskedPath, "text" | "variables">, { service }: ProjectFacts): boolean {
  const path = isVariable(text) ? undefined : nodePath(text);
  if (path === undefined) return false;
  if (variables === true && path === environmentFile(service)) return true;
  return owned.some((name) => isBelow(path, `${root}/${name}/${service}`));
}

/**
 * Whether a service may name a path of its node, wherever a document does so. Allowed are its own folders below `/opt/homelab`, its
 * own `.env` as a file of variables, what its contract declares as data inside the node's data roots, and what it shares with a
 * service that says the same; everything else needs the privilege `host-files`.
 */
export function decideHostPath(asked: AskedPath, around: Surroundings): Refusal | undefined {
  const { project } = around;
  if (isVariable(asked.text))
    return refusal(asked, project, `names ${show(asked.text)}, and a variable decides where that is`, "a literal path");
  const path = nodePath(asked.text);
  if (path === undefined) return refusal(asked, project, `names ${show(asked.text)}, which is no absolute path`, "an absolute path");

  if (isOwnPath(asked, project)) return undefined;
  const owner = ownerOf(path, around);
  if (owner === project.service) return undefined;
  if (owner !== undefined) return ofAnother(asked, path, owner, around);
  if (common.some((folder) => isBelow(path, folder))) return inCommon(asked, path, around);
  if (around.dataRoots.some((folder) => path !== folder && isBelow(path, folder))) return asData(asked, path, around);
  if (holdsSocket(path) === "itself") return undefined;
  if (isGranted(project, asked.containers, "host-files", path)) return undefined;
  return refusal(asked, project, `names ${shown(asked.text, path)}, which is not the service's own`, allowedFor(project));
}

/** Whether a service may use a volume by its full name: its own, what its contract declares and nobody else has, or a shared one. */
export function decideVolume(name: string, around: Surroundings): Refusal | undefined {
  const { project, neighbours } = around;
  if (isVariable(name)) {
    return {
      what: `names the volume ${show(name)}, and a variable decides which that is`,
      allowed: "a literal name",
      fix: "write its full name",
    };
  }
  const prefix = name.slice(0, Math.max(0, name.indexOf("_")));
  if (prefix === project.service) return undefined;
  const owner =
    neighbours.find(({ service }) => service === prefix) ??
    neighbours.find((one) => dataPathsOf(one).some(({ type, source }) => type === "volume" && source === name));
  if (owner === undefined || agree(project, owner, (shared) => shared.volume === name)) return undefined;
  return {
    what: `names the volume ${name}, which is ${owner.service}'s`,
    allowed: `${project.service}_… and what the contracts of both services share`,
    fix: sharing(project.service, owner.service, `volume: ${name}`),
  };
}

/** Whether a document may use a network by its full name: not one that another project of the node made for itself. */
export function decideNetwork(name: string, { project, neighbours }: Surroundings): Refusal | undefined {
  const prefix = name.slice(0, Math.max(0, name.indexOf("_")));
  if (prefix === project.service || !neighbours.some(({ service }) => service === prefix)) return undefined;
  return {
    what: `names the network ${name}, which is ${prefix}'s`,
    allowed: "its own networks, and external ones that belong to no service",
    fix: "meet on a network of its own name, external in both documents",
  };
}

/** Whose folder it is. The service itself goes before a neighbour, so that a false claim is its own problem. */
function ownerOf(path: string, { project, dataRoots, neighbours }: Surroundings): string | undefined {
  const below = owned.map((name) => `${root}/${name}`).find((folder) => path !== folder && isBelow(path, folder));
  if (below !== undefined) return path.slice(below.length + 1).split("/")[0];
  const config = `${root}/config`;
  if (path !== config && isBelow(path, config)) {
    const service = path.slice(config.length + 1).split("/")[0];
    // Its own secrets are no data: who wants more than the `.env` says so.
    return service === project.service ? undefined : service;
  }
  const volume = path.startsWith(`${engineVolumes}/`) ? path.slice(engineVolumes.length + 1).split("_")[0] : undefined;
  if (neighbours.some(({ service }) => service === volume)) return volume;
  const place = dataRoots.find((folder) => path !== folder && isBelow(path, folder));
  const service = place === undefined ? undefined : path.slice(place.length + 1).split("/")[0];
  return neighbours.find((one) => one.service === service)?.service;
}

function ofAnother(asked: AskedPath, path: string, owner: string, around: Surroundings): Refusal | undefined {
  const { project, neighbours } = around;
  const other = neighbours.find(({ service }) => service === owner);
  const secret = isBelow(path, `${root}/config`);
  if (!secret && other !== undefined && agree(project, other, (shared) => covers(shared.path, path))) return undefined;
  return {
    what: `names ${shown(asked.text, path)}, which is ${owner}'s`,
    allowed: secret ? "no service reads the configuration of another one" : "what the contracts of both services share",
    fix: secret ? "remove it" : sharing(project.service, owner, `path: ${path}`),
  };
}

/** A folder that services have in common is for those that name one another. */
function inCommon(asked: AskedPath, path: string, { project, neighbours }: Surroundings): Refusal | undefined {
  const mine = sharedOf(project).filter((shared) => covers(shared.path, path));
  const others = neighbours.filter((one) => overlaps(one, path, common));
  const silent = others.filter((one) => !agree(project, one, (shared) => covers(shared.path, path) || inside(shared.path, path)));
  if (mine.length > 0 && silent.length === 0) return undefined;
  const names = (silent.length > 0 ? silent : others).map(({ service }) => service);
  return {
    what: `names ${shown(asked.text, path)}, which services have in common${names.length === 0 ? "" : `, here with ${names.join(", ")}`}`,
    allowed: "what the contracts of all of them share",
    fix: sharing(project.service, names.join(", ") || "…", `path: ${path}`),
  };
}

/** Data beside the service's own folders, which its contract declares and nobody else has. */
function asData(asked: AskedPath, path: string, { project, neighbours, dataRoots }: Surroundings): Refusal | undefined {
  const declared = dataPathsOf(project).some(({ type, source }) => type === "bind" && covers(source, path));
  const others = neighbours.filter((one) => overlaps(one, path, dataRoots));
  const silent = others.filter((one) => !agree(project, one, (shared) => covers(shared.path, path) || inside(shared.path, path)));
  if (silent.length > 0) {
    const names = silent.map(({ service }) => service).join(", ");
    return {
      what: `names ${shown(asked.text, path)}, which ${names} has as well`,
      allowed: "what the contracts of both services share",
      fix: sharing(project.service, names, `path: ${path}`),
    };
  }
  if (declared || sharedOf(project).some((shared) => covers(shared.path, path))) return undefined;
  if (isGranted(project, asked.containers, "host-files", path)) return undefined;
  return {
    what: `names ${shown(asked.text, path)}, which its contract does not declare`,
    allowed: allowedFor(project),
    fix: `declare it in persistence.paths of services/${project.service}/service.yaml`,
  };
}

/** Does a neighbour mount or declare something inside one of the folders that is the path, inside it, or around it? */
function overlaps(neighbour: ProjectFacts, path: string, folders: readonly string[]): boolean {
  const mounted = knownContainers(neighbour)
    .flatMap(mountsOf)
    .flatMap(({ type, source }) => (type === "bind" && source !== undefined ? source : []));
  const declared = dataPathsOf(neighbour).flatMap(({ type, source }) => (type === "bind" ? source : []));
  return [...mounted, ...declared].some((text) => {
    const other = nodePath(text);
    return other !== undefined && folders.some((folder) => isBelow(other, folder)) && (isBelow(other, path) || isBelow(path, other));
  });
}

/** Do both contracts say it, each naming the other? */
function agree(
  one: ProjectFacts,
  other: ProjectFacts,
  means: (shared: { readonly path: string | undefined; readonly volume: string | undefined }) => boolean,
): boolean {
  const says = (project: ProjectFacts, service: string): boolean =>
    sharedOf(project).some((shared) => shared.with.includes(service) && means(shared));
  return says(one, other.service) && says(other, one.service);
}

function covers(folder: string | undefined, path: string): boolean {
  const place = folder === undefined ? undefined : nodePath(folder);
  return place !== undefined && place !== "/" && isBelow(path, place);
}

function inside(text: string | undefined, folder: string): boolean {
  const place = text === undefined ? undefined : nodePath(text);
  return place !== undefined && isBelow(place, folder);
}

function refusal(asked: AskedPath, { service }: ProjectFacts, what: string, allowed: string): Refusal {
  const only = nodePath(asked.text) ?? "PATH";
  return {
    what,
    allowed,
    fix: `keep it in /opt/homelab/data/${service}, or add {service: ${asked.containers[0] ?? service}, allow: host-files, only: [${only}], reason: …} to privileges of services/${service}/service.yaml`,
  };
}

function allowedFor({ service }: ProjectFacts): string {
  return `${root}/{${owned.join(",")}}/${service}, data of its contract inside the node's data_roots, or the privilege host-files`;
}

function sharing(service: string, other: string, what: string): string {
  return `remove it, or add {${what}, with: [${other}], reason: …} to shared of services/${service}/service.yaml, and the same with ${service} to theirs`;
}

/** The path as it is written, and where that really is. */
function shown(text: string, path: string): string {
  return text === path ? path : `${show(text)} (${path})`;
}
