import type { ComposeDocument } from "../../compose/index.ts";
import type { Deployment } from "./inventory.ts";
import { topLevelEntries } from "./top-level.ts";

/**
 * The resolved document as it goes to the node: every volume that the contract calls persistent is `external`, so that
 * Compose only mounts it. Compose must never make such a volume, or it would also feel free to make it anew: after a
 * changed label `docker compose up -y` did, and the data was gone.
 */
export function deployedDocument(deployment: Deployment): ComposeDocument {
  const { document } = deployment.resolved;
  const persistent = new Set(deployment.contract.persistence.paths.flatMap((path) => (path.type === "volume" ? [path.name] : [])));
  const found = topLevelEntries(deployment, "volumes").filter(({ name }) => persistent.has(name));
  if (found.length === 0) return document;
  const external = Object.fromEntries(found.map(({ key, name }) => [key, { name, external: true }]));
  return { ...document, volumes: { ...document.volumes, ...external } };
}
