import type { Deployment } from "./inventory.ts";

/** A network or volume as the top level of a resolved document declares it. */
export interface TopLevelEntry {
  readonly name?: string;
  readonly external?: boolean;
}

/** A network or volume of one deployment under the name it has on the node. */
export interface NamedEntry {
  /** The key inside the document. */
  readonly key: string;
  /** The name on the node: the stated one, else project and key; an external one has no prefix. */
  readonly name: string;
  readonly external: boolean;
}

/** The networks or volumes that a deployment's document declares, by their names on the node. */
export function topLevelEntries(deployment: Deployment, kind: "networks" | "volumes"): NamedEntry[] {
  const entries = (deployment.resolved.document[kind] ?? {}) as Readonly<Record<string, TopLevelEntry | null>>;
  return Object.entries(entries).map(([key, entry]) => {
    const external = entry?.external === true;
    return { key, name: entry?.name ?? (external ? key : `${deployment.project}_${key}`), external };
  });
}
