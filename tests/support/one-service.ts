import type { ContainerInspect, NetworkInspect, VolumeInspect } from "../../provider/docker/engine.ts";
import { enforcedProject } from "../../provider/docker/index.ts";
import type { DeclaredProject, EnforcedProject, NodeSnapshot } from "../../provider/docker/index.ts";
import type { JsonMap } from "../../provider/docker/json.ts";
import { formatPath } from "../../provider/rpc/property-path.ts";
import { container, snapshotOf } from "./snapshots.ts";

/** How the one container `web` of the project `shop` is on its node; every part replaces a setting of {@link container}. */
export interface OneService {
  readonly host?: ContainerInspect["HostConfig"];
  readonly config?: ContainerInspect["Config"];
  readonly container?: Partial<ContainerInspect>;
  readonly image?: JsonMap;
  readonly networks?: readonly NetworkInspect[];
  readonly volumes?: readonly VolumeInspect[];
  readonly snapshot?: Partial<NodeSnapshot>;
  /** What the document has besides the service. */
  readonly document?: JsonMap;
  /** What is declared besides the document. */
  readonly declared?: Partial<DeclaredProject>;
}

/** The project `shop` with one service, `web`, compared with the node. */
export function read(service: JsonMap, parts: OneService = {}): EnforcedProject {
  const one = { ...container(parts.host, { Env: ["PATH=/bin"], ...parts.config }), ...parts.container };
  const base = snapshotOf({ containers: [one], ...parts.snapshot });
  const images = base.engine.images.map((image) => ({ ...image, Config: { ...image.Config, ...parts.image } }));
  const engine = { ...base.engine, images, networks: parts.networks ?? [], volumes: parts.volumes ?? [] };
  const document = {
    services: { web: { image: "stand-in:1", mem_limit: "67108864", container_name: "web", ...service } },
    ...parts.document,
  };
  return enforcedProject({ project: "shop", service: "shop", document, ...parts.declared }, { ...base, engine });
}

/** What differs, by the path inside the service `web`, or by the whole path elsewhere. */
export function drift(service: JsonMap, parts: OneService = {}): Record<string, unknown> {
  return Object.fromEntries(
    read(service, parts).differences.map(({ path, enforced }) => [
      formatPath(path).replace(/^document\.(services\.web\.)?/, ""),
      enforced === undefined ? "(gone)" : enforced,
    ]),
  );
}

/** The labels that Compose of a version puts onto the container. */
export function madeBy(version: string): { readonly Labels: Record<string, string> } {
  return { Labels: { ...(container().Config?.Labels ?? {}), "com.docker.compose.version": version } };
}
