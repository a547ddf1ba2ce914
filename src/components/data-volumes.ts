import type { Deployment } from "../inventory/inventory.ts";
import type { DataVolumeArgs } from "./data-volume.ts";

/** The volumes that this program makes and protects for a service, each once however many containers mount it. */
export function managedVolumes({ contract }: Pick<Deployment, "contract">): DataVolumeArgs[] {
  const volumes = new Map<string, DataVolumeArgs>();
  for (const path of contract.persistence.paths) {
    if (path.type !== "volume" || !path.managed || volumes.has(path.name)) continue;
    volumes.set(path.name, { volume: path.name, description: path.description, backup: path.backup });
  }
  return [...volumes.values()];
}
