import type { Deployment } from "./inventory.ts";

/** A Docker volume that this program makes and protects. */
export interface ManagedVolume {
  /** The volume's full name on the node, project prefix included (`outline_postgres_data`). */
  readonly volume: string;
  /** What it holds, one sentence; people read it in the stack before they touch the volume. */
  readonly description: string;
  /** The backup set it belongs to, or false for what can be made again. */
  readonly backup: string | false;
}

/** The volumes that this program makes and protects for a service, each once however many containers mount it. */
export function managedVolumes({ contract }: Pick<Deployment, "contract">): ManagedVolume[] {
  const volumes = new Map<string, ManagedVolume>();
  for (const path of contract.persistence.paths) {
    if (path.type !== "volume" || !path.managed || volumes.has(path.name)) continue;
    volumes.set(path.name, { volume: path.name, description: path.description, backup: path.backup });
  }
  return [...volumes.values()];
}
