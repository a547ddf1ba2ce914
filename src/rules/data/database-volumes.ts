import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { parseImage } from "../images/image.ts";
import { holdsUnknown, inContainer, knownContainers, text, unknownParts, type KnownContainer } from "../parts.ts";
import { inMount, mountsOf, mountsUnknown, type Mount } from "./mounts.ts";

/** Where the images of databases keep their data; each declares it as a volume of its own. */
const dataFolders: Readonly<Record<string, (tag: string) => string>> = {
  postgres: (tag) => (Number.parseInt(tag, 10) >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data"),
  postgis: () => "/var/lib/postgresql/data",
  pgvector: () => "/var/lib/postgresql/data",
  timescaledb: () => "/var/lib/postgresql/data",
  mysql: () => "/var/lib/mysql",
  mariadb: () => "/var/lib/mysql",
  percona: () => "/var/lib/mysql",
  redis: () => "/data",
  valkey: () => "/data",
  keydb: () => "/data",
  mongo: () => "/data/db",
  influxdb: () => "/var/lib/influxdb2",
  couchdb: () => "/opt/couchdb/data",
  cassandra: () => "/var/lib/cassandra",
  neo4j: () => "/data",
};

/**
 * A database keeps its data in a named volume or a folder: where nothing is mounted at its data folder, or a mount without
 * a name, the engine makes an anonymous volume, which the next `down` or recreation leaves behind.
 */
export function databaseVolumes(project: ProjectFacts): Problem[] {
  return [...knownContainers(project).flatMap(check), ...unknownParts(project, ["image", "volumes", "tmpfs"])];
}

function check(container: KnownContainer): Problem[] {
  const image = parseImage(text(container.definition["image"]) ?? "");
  const folder = dataFolders[image.name]?.(image.tag ?? "");
  if (folder === undefined) return [];
  const mounts = mountsOf(container).filter(({ target }) => covers(target, folder));
  const anonymous = mounts.find(({ type, source }) => type === "volume" && source === undefined);
  if (anonymous !== undefined) return [problem(container, `mounts an anonymous volume at ${anonymous.target}`, folder, anonymous)];
  if (mounts.length > 0 || inMemory(container, folder) || mountsUnknown(container) || holdsUnknown(container.definition["tmpfs"]))
    return [];
  return [problem(container, `mounts nothing at ${folder}, so the engine makes an anonymous volume`, folder)];
}

function problem(container: KnownContainer, what: string, folder: string, mount?: Mount): Problem {
  return {
    ...(mount === undefined ? inContainer(container, "volumes") : inMount(mount)),
    message: `the database ${containerLabel(container)} ${what}`,
    allowed: "a named volume or a folder",
    fix: `mount a volume with a name at ${folder}, and declare it in persistence.paths of the contract`,
  };
}

/** A database on tmpfs says that its data may go. */
function inMemory({ definition }: KnownContainer, folder: string): boolean {
  const entries = Array.isArray(definition["tmpfs"]) ? (definition["tmpfs"] as unknown[]) : [definition["tmpfs"]];
  return entries.some((entry) => covers((text(entry) ?? "").split(":")[0] ?? "", folder));
}

function covers(target: string, folder: string): boolean {
  return target === folder || (target !== "" && folder.startsWith(`${target.replace(/\/$/, "")}/`));
}
