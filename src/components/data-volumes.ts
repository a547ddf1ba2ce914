import type { Deployment } from "../model/inventory.ts";
import type { DataVolumeArgs } from "./data-volume.ts";
import { topLevelEntries } from "./top-level.ts";

/** The volumes that this program makes and protects for a service, each once however many containers mount it. */
export function managedVolumes({ contract }: Pick<Deployment, "contract">): DataVolumeArgs[] {
  const volumes = new Map<string, DataVolumeArgs>();
  for (const path of contract.persistence.paths) {
    if (path.type !== "volume" || !path.managed || volumes.has(path.name)) continue;
    volumes.set(path.name, { volume: path.name, description: path.description, backup: path.backup });
  }
  return [...volumes.values()];
}

/**
 * The resolved document as it goes to the node: every volume that the contract calls persistent is `external`, so that
 * Compose only mounts it. Compose must never make such a volume, or it would also feel free to make it anew: after a
 * changed label `docker compose up -y` did, and the data was gone.
 */
export function deployedDocument(deployment: Deployment): object {
  const { document } = deployment.resolved;
  const persistent = new Set(
    deployment.contract.persistence.paths.flatMap((path) => (path.type === "volume" ? [path.name] : [])),
  );
  const found = topLevelEntries(deployment, "volumes").filter(({ name }) => persistent.has(name));
  if (found.length === 0) return document;
  const external = Object.fromEntries(found.map(({ key, name }) => [key, { name, external: true }]));
  return { ...document, volumes: { ...document.volumes, ...external } };
}
