import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { formatBytes, memoryLimit } from "./memory-limit.ts";
import { inContainer, knownContainers, mapping, undecided, unknownParts, type KnownContainer } from "../parts.ts";
import { sizeOf } from "./size-of.ts";
import { isUnknown } from "../unknown.ts";

/** What a container reserves is at most what it may have; the engine refuses to make one that reserves more. */
export function memoryReservation(project: ProjectFacts): Problem[] {
  const reserving = knownContainers(project).filter(({ definition }) => definition["mem_reservation"] !== undefined);
  const open = reserving.filter(({ definition }) => isUnknown(definition["mem_limit"]));
  return [
    ...knownContainers(project).flatMap(check),
    ...open.map((container) =>
      undecided(inContainer(container, "mem_limit").path, `the limit above the reservation of ${containerLabel(container)}`),
    ),
    ...unknownParts(project, ["mem_reservation"]),
  ];
}

function check(container: KnownContainer): Problem[] {
  const { definition } = container;
  const limit = memoryLimit(container);
  if (limit.kind !== "bytes" && limit.kind !== "deploy-only") return [];
  const underDeploy = ["deploy", "resources", "reservations", "memory"] as const;
  const places = [
    { path: ["mem_reservation"], value: definition["mem_reservation"] },
    { path: underDeploy, value: mapping(mapping(mapping(definition["deploy"])["resources"])["reservations"])["memory"] },
  ];
  return places.flatMap(({ path, value }) => {
    const reserved = sizeOf(value);
    if (reserved === undefined || reserved <= limit.bytes) return [];
    return [
      {
        ...inContainer(container, ...path),
        message: `${containerLabel(container)} reserves ${formatBytes(reserved)}, more than its limit`,
        allowed: `at most ${formatBytes(limit.bytes)}`,
        fix: "lower the reservation or raise mem_limit",
      },
    ];
  });
}
