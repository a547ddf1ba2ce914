import type { ResolvedCompose } from "../../../compose/index.ts";
import type { DataPath } from "../../../compose/data-path.ts";
import type { Deployment, Inventory, NodeFacts } from "../../inventory/inventory.ts";
import type { Place } from "../../../compose/problem.ts";
import type { Contract, Topology } from "../../inventory/schema/index.ts";

/** A checked inventory as plain JSON data. */
export interface InventorySnapshot {
  readonly topology: Topology;
  readonly contracts: readonly (readonly [string, Contract])[];
  readonly nodes: readonly SnapshotNode[];
}

type SnapshotNode = Omit<NodeFacts, "deployments"> & { readonly deployments: readonly SnapshotDeployment[] };

type SnapshotDeployment = Omit<Deployment, "contract" | "resolved"> & { readonly resolved: SnapshotCompose };

type SnapshotCompose = Omit<ResolvedCompose, "placeOf"> & {
  /** The place of every path of the document that has one of its own, by the path as JSON. */
  readonly places: Readonly<Record<string, Place>>;
};

/** The inventory without its functions: what `placeOf` says is written out for every path of a document. */
export function takeSnapshot(inventory: Inventory): InventorySnapshot {
  return {
    topology: inventory.topology,
    contracts: [...inventory.contracts],
    nodes: [...inventory.nodes.values()].map((node) => ({
      ...node,
      deployments: node.deployments.map(takeDeployment),
    })),
  };
}

/** The inventory that a snapshot was taken of. */
export function restoreSnapshot(root: string, snapshot: InventorySnapshot): Inventory {
  const contracts = new Map(snapshot.contracts);
  const nodes = snapshot.nodes.map((node): [string, NodeFacts] => [
    node.name,
    {
      ...node,
      deployments: node.deployments.map((deployment) => {
        const contract = contracts.get(deployment.service);
        if (contract === undefined) throw new Error(`the snapshot has no contract of ${deployment.service}`);
        return { ...deployment, contract, resolved: thaw(deployment.resolved) };
      }),
    },
  ]);
  return { root, topology: snapshot.topology, nodes: new Map(nodes), contracts };
}

function takeDeployment(deployment: Deployment): SnapshotDeployment {
  const { node, site, service, project, exposure, resolved, files, place } = deployment;
  return { node, site, service, project, exposure, resolved: freeze(resolved), files, place };
}

function freeze(resolved: ResolvedCompose): SnapshotCompose {
  const places: Record<string, Place> = {};
  const visit = (value: unknown, path: DataPath, around: Place | undefined): void => {
    const place = resolved.placeOf(path);
    // What has no place of its own has that of its container; only the others are written out.
    if (place !== undefined && !samePlace(place, around)) places[JSON.stringify(path)] = place;
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index], place));
    else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key], place);
    }
  };
  const { document, expanded, extended, variables, warnings } = resolved;
  visit(document, [], undefined);
  return { document, expanded, extended, variables, warnings, places };
}

function thaw({ places, ...data }: SnapshotCompose): ResolvedCompose {
  const placeOf = (path: DataPath): Place | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const key = JSON.stringify(path.slice(0, length));
      if (Object.hasOwn(places, key)) return places[key];
    }
    return undefined;
  };
  return { ...data, placeOf };
}

function samePlace(a: Place, b: Place | undefined): boolean {
  return a.file === b?.file && a.line === b.line && a.column === b.column;
}
