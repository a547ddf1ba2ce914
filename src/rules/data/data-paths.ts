import { projectDirectory } from "../../inventory/inventory.ts";
import type { Problem } from "../../../compose/problem.ts";
import { hostFolder } from "../../inventory/schema/host-folder.ts";
import { dataPathsOf, isAllowed, sharedOf, type DataPathFacts } from "../contract-parts.ts";
import type { ProjectFacts } from "../facts.ts";
import { describeMount, inMount, mountsOf, mountsUnknown, type Mount } from "./mounts.ts";
import { holdsUnknown, inContract, inDocument, knownContainers, mapping, undecided, unknownParts } from "../parts.ts";
import { holdsSocket, isBelow, nodePath } from "../powers/node-path.ts";

/**
 * A path that the contract declares as data is mounted from the declared folder or volume, and the volume is external to
 * the project: a moved source would start the service on empty data (requirement C4).
 */
export function dataPathsStay(project: ProjectFacts): Problem[] {
  const mounted = knownContainers(project).flatMap(mountsOf);
  return [
    ...dataPathsOf(project).flatMap((path) => {
      const mount = mounted.find((one) => one.container.name === path.service && one.target === path.target);
      return mount === undefined ? [] : checkSource(project, mount, path);
    }),
    ...open(project),
  ];
}

/** Every path that the contract declares as data is mounted; what is not mounted is written into the container and lost. */
export function dataPathsMounted(project: ProjectFacts): Problem[] {
  const containers = knownContainers(project);
  const mounted = containers.flatMap(mountsOf);
  const lacking = dataPathsOf(project).filter(
    ({ service, target }) =>
      // A Compose service that does not exist is reported once, by the check of the names.
      containers.some((container) => container.name === service && !mountsUnknown(container)) &&
      !mounted.some((mount) => mount.container.name === service && mount.target === target),
  );
  return [
    ...lacking.map((path) => ({
      ...inContract(project, ["persistence", "paths", path.index]),
      message: `${path.service} on ${project.node} mounts nothing at ${path.target}`,
      fix: `mount ${wanted(path)} there, or correct the contract`,
    })),
    ...open(project),
  ];
}

/** Every volume and folder that a document mounts is declared in the contract; what is not declared is never saved. */
export function mountsDeclared(project: ProjectFacts): Problem[] {
  if (holdsUnknown(project.contract)) return open(project);
  const declared = dataPathsOf(project);
  const mounted = knownContainers(project)
    .flatMap(mountsOf)
    .filter(({ type }) => type === "volume" || type === "bind");
  return [
    ...mounted
      .filter((mount) => !declared.some(({ service, target }) => service === mount.container.name && target === mount.target))
      .flatMap((mount) => checkUndeclared(project, mount)),
    ...open(project),
  ];
}

function checkSource(project: ProjectFacts, mount: Mount, path: DataPathFacts): Problem[] {
  if (mount.type !== path.type || mount.source !== path.source) {
    return [
      {
        ...inMount(mount),
        message: `${path.service} on ${project.node} mounts ${describeMount(mount)} at ${path.target}`,
        allowed: `${wanted(path)}, as the contract declares`,
        fix: "a data path stays where it is; moving it needs a migration plan of its own",
      },
    ];
  }
  if (path.type === "bind" || mount.external) return [];
  return [
    {
      ...inDocument(project, ["volumes", mount.volumeKey ?? ""]),
      message: `the data volume ${path.source} on ${project.node} is not external, so Compose could make a new one`,
      fix: "write external: true and its full name",
    },
  ];
}

function checkUndeclared(project: ProjectFacts, mount: Mount): Problem[] {
  const placed = placedPath(project, mount);
  if (placed !== undefined) return checkPlaced(project, mount, placed);
  if (mount.type === "bind" && isAllowed(project, mount.container.name, privilegeFor(mount), mount.source)) return [];
  if (isShared(project, mount)) return [];
  return [
    {
      ...inMount(mount),
      message:
        `${mount.container.name} on ${project.node} mounts ${describeMount(mount)} at ${mount.target}, ` +
        "which the contract does not declare",
      fix:
        `declare it in persistence.paths of services/${project.service}/service.yaml` +
        (mount.type === "bind" ? `, or as the privilege ${privilegeFor(mount)} when it is not data of the service` : ""),
    },
  ];
}

/** Does the contract say that it shares the folder or volume with another service, which may be the one that declares it? */
function isShared(project: ProjectFacts, { type, source }: Mount): boolean {
  if (source === undefined) return false;
  const path = nodePath(source);
  return sharedOf(project).some((shared) =>
    type === "volume" ? shared.volume === source : path !== undefined && shared.path !== undefined && isBelow(path, shared.path),
  );
}

/** The path of a bind below the project directory, where the files from git are placed. */
function placedPath(project: ProjectFacts, mount: Mount): string | undefined {
  const folder = `${projectDirectory(project.service)}/`;
  return mount.type === "bind" && mount.source?.startsWith(folder) === true ? mount.source.slice(folder.length) : undefined;
}

function checkPlaced(project: ProjectFacts, mount: Mount, path: string): Problem[] {
  const folder = `${path}/`;
  if (project.files?.some((file) => file.path === path || file.path?.startsWith(folder) === true) === true) return [];
  return [
    {
      ...inMount(mount),
      message: `${mount.container.name} on ${project.node} mounts ./${path}, but no such file is placed there`,
      fix: `add services/${project.service}/${path}, or hosts/${hostFolder(project.node)}/runtime/${project.service}/${path}`,
    },
  ];
}

function privilegeFor(mount: Mount): "docker-socket" | "host-files" {
  return mount.source !== undefined && holdsSocket(mount.source) === "itself" ? "docker-socket" : "host-files";
}

function wanted(path: DataPathFacts): string {
  return path.type === "volume" ? `the volume ${path.source}` : `the folder ${path.source}`;
}

function open(project: ProjectFacts): Problem[] {
  const contract = holdsUnknown(project.contract) ? [undecided("contract", `the contract of ${project.service}`)] : [];
  const volumes = holdsUnknown(mapping(project.document)["volumes"])
    ? [undecided("volumes", `the volumes of ${project.service} on ${project.node}`)]
    : [];
  return [...unknownParts(project, ["volumes"]), ...volumes, ...contract];
}
