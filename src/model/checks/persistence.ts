import { projectDirectory } from "../inventory.ts";
import type { DeploymentParts, InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import type { PersistentPath } from "../schema/index.ts";
import { inContract } from "./contract-place.ts";
import { composeServices, inDocument, mounts, type Mount } from "./document.ts";

/**
 * The data a contract declares and the data its documents mount are the same, target and source: a moved source would
 * start the service on empty data (requirement C4), an undeclared one would never be saved.
 */
export function checkPersistence(parts: InventoryParts): Problem[] {
  return parts.deployments.flatMap((deployment) => {
    const declared = deployment.service.contract?.persistence.paths;
    if (declared === undefined || deployment.resolved === undefined) return [];
    const mounted = mounts(deployment);
    return [
      ...declared.flatMap((path, index) => checkDeclared(deployment, mounted, path, index)),
      ...mounted.flatMap((mount) => checkMounted(deployment, declared, mount)),
    ];
  });
}

function checkDeclared(
  deployment: DeploymentParts,
  mounted: readonly Mount[],
  path: PersistentPath,
  index: number,
): Problem[] {
  // A Compose service that does not exist is reported once, by the check of the names.
  if (!composeServices(deployment).has(path.service)) return [];
  const mount = mounted.find(({ service, target }) => service === path.service && target === path.target);
  if (mount === undefined) {
    return [
      {
        ...inContract(deployment.service, ["persistence", "paths", index]),
        message: `${path.service} on ${deployment.node.name} mounts nothing at ${path.target}`,
        fix: `mount ${wanted(path)} there, or correct the contract`,
      },
    ];
  }
  const source = path.type === "volume" ? path.name : path.source;
  if (mount.type !== path.type || mount.source !== source) {
    return [
      {
        ...inDocument(deployment, mount.path),
        message: `${path.service} on ${deployment.node.name} mounts ${described(mount)} at ${path.target}`,
        allowed: `${wanted(path)}, as the contract declares`,
        fix: "a data path stays where it is; moving it needs a migration plan of its own",
      },
    ];
  }
  if (path.type === "bind" || mount.external) return [];
  return [
    {
      ...inDocument(deployment, ["volumes", mount.volumeKey ?? ""]),
      message: `the data volume ${path.name} on ${deployment.node.name} is not external, so Compose could make a new one`,
      fix: "write external: true and its full name",
    },
  ];
}

function checkMounted(deployment: DeploymentParts, declared: readonly PersistentPath[], mount: Mount): Problem[] {
  if (mount.type !== "volume" && mount.type !== "bind") return [];
  if (declared.some(({ service, target }) => service === mount.service && target === mount.target)) return [];
  const placed = placedPath(deployment, mount);
  if (placed !== undefined) return checkPlaced(deployment, mount, placed);
  if (isPrivileged(deployment, mount)) return [];
  return [
    {
      ...inDocument(deployment, mount.path),
      message: `${mount.service} on ${deployment.node.name} mounts ${described(mount)} at ${mount.target}, which the contract does not declare`,
      fix:
        `declare it in persistence.paths of ${deployment.service.folder}/service.yaml` +
        (mount.type === "bind" ? `, or as the privilege ${privilegeFor(mount)} when it is not data of the service` : ""),
    },
  ];
}

/** The path of a bind below the project directory, where the files from git are placed. */
function placedPath(deployment: DeploymentParts, mount: Mount): string | undefined {
  const folder = `${projectDirectory(deployment.service.name)}/`;
  return mount.type === "bind" && mount.source?.startsWith(folder) === true ? mount.source.slice(folder.length) : undefined;
}

function checkPlaced(deployment: DeploymentParts, mount: Mount, path: string): Problem[] {
  const folder = `${path}/`;
  if (deployment.files.some((file) => file.path === path || file.path.startsWith(folder))) return [];
  return [
    {
      ...inDocument(deployment, mount.path),
      message: `${mount.service} on ${deployment.node.name} mounts ./${path}, but no such file is placed there`,
      fix: `add ${deployment.service.folder}/${path}, or ${deployment.node.folder}/runtime/${deployment.service.name}/${path}`,
    },
  ];
}

function isPrivileged(deployment: DeploymentParts, mount: Mount): boolean {
  if (mount.type !== "bind") return false;
  return (deployment.service.contract?.privileges ?? []).some(
    (privilege) => privilege.service === mount.service && privilege.allow === privilegeFor(mount),
  );
}

function privilegeFor(mount: Mount): "docker-socket" | "host-files" {
  return /(^|\/)docker\.sock$/.test(mount.source ?? "") ? "docker-socket" : "host-files";
}

function wanted(path: PersistentPath): string {
  return path.type === "volume" ? `the volume ${path.name}` : `the folder ${path.source}`;
}

function described(mount: Mount): string {
  if (mount.source === undefined) return "an anonymous volume";
  return mount.type === "volume" ? `the volume ${mount.source}` : `the ${mount.type} ${mount.source}`;
}
