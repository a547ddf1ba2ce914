import { formatPath, type DataPath } from "../data-path.ts";
import type { DeploymentParts } from "../load/parts.ts";
import type { Place } from "../problem.ts";

/** One mount of a container, named volumes under their full name on the node. */
export interface Mount {
  /** The Compose service that mounts it. */
  readonly service: string;
  readonly type: string;
  /** The folder on the node, or the volume's full name; undefined for an anonymous volume. */
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  /** The volume's key in the document; undefined for binds. */
  readonly volumeKey: string | undefined;
  /** Is the volume declared as existing outside the project? */
  readonly external: boolean;
  readonly path: DataPath;
}

/** One host port that a container asks for; a range is one entry. */
export interface HostPort {
  readonly service: string;
  /** Empty for all addresses. */
  readonly address: string;
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
  readonly path: DataPath;
}

type Mapping = Readonly<Record<string, unknown>>;

/** The Compose services of a deployment's document, by key; none when it could not be resolved. */
export function composeServices(deployment: DeploymentParts): ReadonlyMap<string, Mapping> {
  const services = mapping((deployment.resolved?.document as Mapping | undefined)?.["services"]);
  return new Map(Object.entries(services).map(([name, definition]) => [name, mapping(definition)]));
}

/** Every mount of a deployment's document. */
export function mounts(deployment: DeploymentParts): Mount[] {
  const volumes = mapping((deployment.resolved?.document as Mapping | undefined)?.["volumes"]);
  return [...composeServices(deployment)].flatMap(([service, definition]) =>
    list(definition["volumes"]).map((entry, index) => mount(service, mapping(entry), index, volumes)),
  );
}

/** Every host port of a deployment's document; ports that the engine picks itself are left out. */
export function hostPorts(deployment: DeploymentParts): HostPort[] {
  return [...composeServices(deployment)].flatMap(([service, definition]) =>
    list(definition["ports"]).flatMap((entry, index) => {
      const port = mapping(entry);
      const range = /^(\d+)(?:-(\d+))?$/.exec(text(port["published"]) ?? "");
      if (range === null) return [];
      const first = Number(range[1]);
      return [
        {
          service,
          address: text(port["host_ip"]) ?? "",
          first,
          last: Number(range[2] ?? first),
          protocol: text(port["protocol"]) ?? "tcp",
          path: ["services", service, "ports", index],
        },
      ];
    }),
  );
}

/** Where a path of a deployment's document stands, with the path as it is shown. */
export function inDocument(
  deployment: DeploymentParts,
  path: DataPath,
): { readonly place?: Place; readonly path: string } {
  const place = deployment.resolved?.placeOf(path);
  return { ...(place === undefined ? {} : { place }), path: formatPath(path) };
}

function mount(service: string, entry: Mapping, index: number, volumes: Mapping): Mount {
  const type = text(entry["type"]) ?? "volume";
  const source = text(entry["source"]);
  const volume = type === "volume" && source !== undefined ? mapping(volumes[source]) : undefined;
  return {
    service,
    type,
    source: volume === undefined ? source : (text(volume["name"]) ?? source),
    target: text(entry["target"]) ?? "",
    readOnly: entry["read_only"] === true,
    volumeKey: volume === undefined ? undefined : source,
    external: volume?.["external"] === true,
    path: ["services", service, "volumes", index],
  };
}

function mapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
