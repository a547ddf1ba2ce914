import type { Difference } from "../../docker/difference.ts";
import type { NetworkInspect } from "../../docker/engine.ts";
import type { Json, JsonMap } from "../../docker/json.ts";
import { nameOf } from "../../docker/containers.ts";
import type { NodeSnapshot } from "../../docker/snapshot.ts";

/** The network of that name on the node; undefined when there is none. */
export function networkOf({ engine }: Pick<NodeSnapshot, "engine">, name: string | undefined): NetworkInspect | undefined {
  return engine.networks.find(({ Name }) => Name === name);
}

/**
 * Where a network is not as declared. Only what decides what a container can reach is compared: who may join it besides, its
 * subnet and its labels are whoever made it's own.
 */
export function networkDifferences(declared: JsonMap, found: NetworkInspect): Difference[] {
  const there = propertiesOfNetwork(found);
  return (["driver", "internal"] as const)
    .filter((key) => declared[key] !== undefined && declared[key] !== there[key])
    .map((key) => ({ path: [key], enforced: there[key] }));
}

/** A network as it is there, in the words of the inputs. */
export function propertiesOfNetwork({ Name: name, Driver: driver, Internal: internal }: NetworkInspect): Record<string, Json> {
  return { name, driver: driver ?? "bridge", internal: internal ?? false };
}

/** The containers that are connected to a network, by their names; stopped ones too, since they would not start without it. */
export function usersOf({ engine }: Pick<NodeSnapshot, "engine">, { Id: id, Name: name }: NetworkInspect): string[] {
  return engine.containers
    .filter(({ NetworkSettings: settings }) =>
      Object.entries(settings?.Networks ?? {}).some(([key, endpoint]) => key === name || endpoint?.NetworkID === id),
    )
    .map(nameOf)
    .sort();
}
