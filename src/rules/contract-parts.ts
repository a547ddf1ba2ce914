import type { ProjectFacts } from "./facts.ts";
import { list, mapping, text, texts } from "./parts.ts";
import { isBelow, nodePath } from "./powers/node-path.ts";

/** What a contract asks for beyond what the house rules allow everyone. */
export interface PrivilegeFacts {
  readonly service: string;
  readonly allow: string;
  readonly reason: string;
  /** What of it: paths, devices or capabilities. @default all of it */
  readonly only?: readonly string[];
}

/** A folder or volume that a contract says it shares. */
export interface SharedFacts {
  readonly index: number;
  /** The folder; undefined for a volume. */
  readonly path: string | undefined;
  /** The volume's full name; undefined for a folder. */
  readonly volume: string | undefined;
  /** The services that it shares it with. */
  readonly with: readonly string[];
}

/** A path that a contract declares as data. */
export interface DataPathFacts {
  readonly index: number;
  readonly type: "volume" | "bind";
  /** The Compose service that mounts it. */
  readonly service: string;
  /** The folder on the node, or the volume's full name. */
  readonly source: string;
  readonly target: string;
  /** Whether this program makes and protects it. */
  readonly managed: boolean;
}

/** An exception from where a container belongs. */
export interface PlacementException {
  readonly index: number;
  readonly service: string;
  readonly node: string;
  readonly home: string;
  /** The last day it holds, `YYYY-MM-DD`. */
  readonly until: string;
}

// The contract of a resource is plain data that nobody checked: what is missing or has another shape counts as not there.

/** The privileges of a project's contract. */
export function privilegesOf(project: ProjectFacts): PrivilegeFacts[] {
  return list(mapping(project.contract)["privileges"]).map((entry) => {
    const { service, allow, reason, only } = mapping(entry);
    return {
      service: text(service) ?? "",
      allow: text(allow) ?? "",
      reason: text(reason) ?? "",
      ...(only === undefined ? {} : { only: texts(only) }),
    };
  });
}

/**
 * Does the contract ask for the privilege for this container, and say why?
 * @param item the path, device or capability that is meant, for a privilege that may name some. @default all of them
 */
export function isAllowed(project: ProjectFacts, service: string, allow: string, item?: string): boolean {
  return privilegesOf(project).some(
    (one) =>
      one.service === service &&
      one.allow === allow &&
      one.reason.trim() !== "" &&
      (one.only === undefined || one.only.some((named) => covers(allow, named, item))),
  );
}

function covers(allow: string, named: string, item: string | undefined): boolean {
  if (item === undefined) return false;
  if (allow === "added-capability") return named.toUpperCase().replace(/^CAP_/, "") === item;
  const [folder, path] = [nodePath(named), nodePath(item)];
  if (folder === undefined || path === undefined) return named === item;
  return allow === "host-files" ? path === folder || (folder !== "/" && isBelow(path, folder)) : path === folder;
}

/** What a project's contract says it shares with other services. */
export function sharedOf(project: ProjectFacts): SharedFacts[] {
  return list(mapping(project.contract)["shared"]).map((entry, index) => {
    const shared = mapping(entry);
    return { index, path: text(shared["path"]), volume: text(shared["volume"]), with: texts(shared["with"]) };
  });
}

/** The data paths of a project's contract. */
export function dataPathsOf(project: ProjectFacts): DataPathFacts[] {
  return list(mapping(mapping(project.contract)["persistence"])["paths"]).flatMap((entry, index) => {
    const path = mapping(entry);
    const type = path["type"] === "bind" ? ("bind" as const) : ("volume" as const);
    const source = text(path[type === "bind" ? "source" : "name"]);
    const service = text(path["service"]);
    const target = text(path["target"]);
    if (source === undefined || service === undefined || target === undefined) return [];
    return [{ index, type, service, source, target, managed: type === "volume" && path["managed"] !== false }];
  });
}

/** The placement exceptions of a project's contract. */
export function exceptionsOf(project: ProjectFacts): PlacementException[] {
  return list(mapping(mapping(project.contract)["placement"])["exceptions"]).map((entry, index) => {
    const { service, node, home, until } = mapping(entry);
    return { index, service: text(service) ?? "", node: text(node) ?? "", home: text(home) ?? "", until: text(until) ?? "" };
  });
}
