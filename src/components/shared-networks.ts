import type { Deployment } from "../inventory/inventory.ts";
import { topLevelEntries } from "../inventory/top-level.ts";

/** The networks that the Docker engine brings along. */
const builtIn: ReadonlySet<string> = new Set(["bridge", "host", "none"]);

/** The networks a deployment expects to find on its node. */
export function expectedNetworks(deployment: Deployment): string[] {
  return topLevelEntries(deployment, "networks")
    .filter(({ name, external }) => external && !builtIn.has(name))
    .map(({ name }) => name);
}

/**
 * The networks of a node that several projects share and none of them makes (`ingress`, between the reverse proxy and what
 * is behind it), sorted. Compose only finds them; somebody has to make them before the first project comes up.
 */
export function sharedNetworks(deployments: readonly Deployment[]): string[] {
  const made = new Set(
    deployments.flatMap((deployment) => topLevelEntries(deployment, "networks").flatMap(({ name, external }) => (external ? [] : [name]))),
  );
  const expected = new Set(deployments.flatMap(expectedNetworks));
  return [...expected].filter((name) => !made.has(name)).sort();
}
