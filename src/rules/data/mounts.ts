import type { DataPath } from "../../../compose/data-path.ts";
import { holdsUnknown, inDocument, list, mapping, text, type KnownContainer, type Mapping } from "../parts.ts";

/** One mount of a container, named volumes under their full name on the node. */
export interface Mount {
  readonly container: KnownContainer;
  readonly type: string;
  /** The folder on the node, or the volume's full name; undefined for an anonymous volume. */
  readonly source: string | undefined;
  readonly target: string;
  /** The volume's key in the document; undefined for everything else. */
  readonly volumeKey: string | undefined;
  /** Is the volume declared as existing outside the project? */
  readonly external: boolean;
  readonly path: DataPath;
}

/** Every mount of a container; one that is not known in whole is left out. */
export function mountsOf(container: KnownContainer): Mount[] {
  const volumes = mapping(mapping(container.project.document)["volumes"]);
  return list(container.definition["volumes"]).flatMap((entry, index) => {
    const source = mapping(entry)["source"];
    if (holdsUnknown(entry) || (typeof source === "string" && holdsUnknown(volumes[source]))) return [];
    return [mountOf(container, mapping(entry), index, volumes)];
  });
}

/** Is there a mount of the container that is not known in whole, so that nothing can be said to be missing? */
export function mountsUnknown(container: KnownContainer): boolean {
  return holdsUnknown(container.definition["volumes"]) || holdsUnknown(mapping(container.project.document)["volumes"]);
}

/** `the volume outline_postgres_data`, `the bind /srv/data`. */
export function describeMount(mount: Mount): string {
  if (mount.source === undefined) return "an anonymous volume";
  return mount.type === "volume" ? `the volume ${mount.source}` : `the ${mount.type} ${mount.source}`;
}

/** Where a mount stands. */
export function inMount(mount: Mount): ReturnType<typeof inDocument> {
  return inDocument(mount.container.project, mount.path);
}

function mountOf(container: KnownContainer, entry: Mapping, index: number, volumes: Mapping): Mount {
  const type = text(entry["type"]) ?? "volume";
  const source = text(entry["source"]);
  const volume = type === "volume" && source !== undefined ? mapping(volumes[source]) : undefined;
  return {
    container,
    type,
    source: volume === undefined ? source : (text(volume["name"]) ?? source),
    target: text(entry["target"]) ?? "",
    volumeKey: volume === undefined ? undefined : source,
    external: volume?.["external"] === true,
    path: ["services", container.name, "volumes", index],
  };
}
