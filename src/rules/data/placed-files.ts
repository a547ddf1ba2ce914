import { posix } from "node:path";

import type { DataPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import { projectDirectory } from "../../inventory/inventory.ts";
import type { ProjectFacts } from "../facts.ts";
import { holdsUnknown, inDocument, knownContainers, list, mapping, text, undecided, unknownParts } from "../parts.ts";
import { isUnknown } from "../unknown.ts";

/** A folder or file of the node that something may write into. */
interface Writable {
  readonly source: string;
  readonly what: string;
  readonly path: DataPath;
}

/**
 * Nothing mounts a folder around a placed file, or around the document beside it, in a way that a container may write there. It
 * could put a link in the file's place and have the next deployment write somewhere else on the node. A file that is mounted by
 * itself has no place of its own to put a link into.
 */
export function placedFilesReadOnly(project: ProjectFacts): Problem[] {
  const directory = projectDirectory(project.service);
  const placed = ["docker-compose.yml", ...(project.files ?? []).flatMap(({ path }) => path ?? [])];
  const unknownFiles = (project.files ?? []).some(({ path }) => path === undefined);
  const unknownVolumes = isUnknown(volumesOf(project)) || Object.values(mapping(volumesOf(project))).some(isUnknownFolder);
  return [
    ...[...binds(project), ...devices(project)].flatMap(({ source, what, path }) => {
      const file = placed.find((one) => covers(source, posix.join(directory, one), directory));
      if (file === undefined) return [];
      return [
        {
          ...inDocument(project, path),
          message: `${what} on ${project.node} may write into ${source}, where ./${file} is placed from git`,
          allowed: "such a mount with read_only: true",
          fix: `add read_only: true, or keep what is written in /opt/homelab/data/${project.service}`,
        },
      ];
    }),
    ...unknownParts(project, ["volumes"]),
    ...(unknownVolumes ? [undecided("volumes", `the volumes of ${project.service} on ${project.node}`)] : []),
    ...(unknownFiles ? [undecided("files", `the files of ${project.service} on ${project.node}`)] : []),
  ];
}

function binds(project: ProjectFacts): Writable[] {
  return knownContainers(project).flatMap((container) =>
    list(container.definition["volumes"]).flatMap((entry, index) => {
      const { type, source, read_only: readOnly } = mapping(entry);
      const from = text(source);
      if (type !== "bind" || from === undefined || readOnly === true || readOnly === "true") return [];
      return [{ source: from, what: container.name, path: ["services", container.name, "volumes", index] }];
    }),
  );
}

/** A volume of the local driver can be a folder of the node under another name. */
function devices(project: ProjectFacts): Writable[] {
  return Object.entries(mapping(volumesOf(project))).flatMap(([key, volume]) => {
    const device = text(mapping(mapping(volume)["driver_opts"])["device"]);
    return device === undefined ? [] : [{ source: device, what: `the volume ${key}`, path: ["volumes", key] }];
  });
}

function volumesOf(project: ProjectFacts): unknown {
  return mapping(project.document)["volumes"];
}

function isUnknownFolder(volume: unknown): boolean {
  return isUnknown(volume) || holdsUnknown(mapping(volume)["driver_opts"]);
}

/** Whether a source is a folder around the file; with a variable in it, whether it could be. */
function covers(source: string, file: string, directory: string): boolean {
  const variable = source.indexOf("$");
  if (variable === 0) return true;
  if (variable > 0) return file.startsWith(posix.join(source.startsWith("/") ? "/" : directory, source.slice(0, variable)));
  const resolved = posix.resolve(directory, source);
  return resolved === "/" || file.startsWith(`${resolved}/`);
}
