import type { HousePolicy } from "./house-policy.ts";
import { backupSets } from "./policies/chelsty/backup-sets.ts";
import { composeV1 } from "./policies/chelsty/compose-v1.ts";
import { noUsbCoordinator } from "./policies/chelsty/no-usb-coordinator.ts";
import { offlineFirst } from "./policies/chelsty/offline-first.ts";
import { zigbeeCoordinator } from "./policies/chelsty/zigbee-coordinator.ts";
import { dataPathsMounted } from "./policies/data/data-paths-mounted.ts";
import { dataPathsStay } from "./policies/data/data-paths-stay.ts";
import { databaseVolumes } from "./policies/data/database-volumes.ts";
import { mountsDeclared } from "./policies/data/mounts-declared.ts";
import { noDeleteBeforeReplace } from "./policies/data/no-delete-before-replace.ts";
import { protectedVolumes } from "./policies/data/protected-volumes.ts";
import { lanRecords } from "./policies/exposure/lan-records.ts";
import { privileges } from "./policies/exposure/privileges.ts";
import { publicRecords } from "./policies/exposure/public-records.ts";
import { publishedAddresses } from "./policies/exposure/published-addresses.ts";
import { recordBounds } from "./policies/exposure/record-bounds.ts";
import { guestNumbers } from "./policies/guests/guest-numbers.ts";
import { guestPrivileges } from "./policies/guests/guest-privileges.ts";
import { hypervisorBudget } from "./policies/guests/hypervisor-budget.ts";
import { protectedGuests } from "./policies/guests/protected-guests.ts";
import { imageDigest } from "./policies/images/image-digest.ts";
import { imageRegistry } from "./policies/images/image-registry.ts";
import { imageTag } from "./policies/images/image-tag.ts";
import { memoryBudget } from "./policies/memory/memory-budget.ts";
import { memoryLimitRequired } from "./policies/memory/memory-limit-required.ts";
import { memoryReservation } from "./policies/memory/memory-reservation.ts";
import { memorySwap } from "./policies/memory/memory-swap.ts";
import { containerNames } from "./policies/names/container-names.ts";
import { hostPorts } from "./policies/names/host-ports.ts";
import { restartPolicy } from "./policies/names/restart-policy.ts";
import { uniqueContainerNames } from "./policies/names/unique-container-names.ts";
import { computePlacement } from "./policies/placement/compute-placement.ts";
import { gpuPlacement } from "./policies/placement/gpu-placement.ts";
import { imageArchitecture } from "./policies/placement/image-architecture.ts";
import { placementExceptionEnding } from "./policies/placement/placement-exception-ending.ts";
import { oomScoreAdj } from "./policies/protection/oom-score-adj.ts";
import { secretPatterns } from "./policies/secrets/secret-patterns.ts";
import { secretSettings } from "./policies/secrets/secret-settings.ts";
import { secretVariables } from "./policies/secrets/secret-variables.ts";

/** The name under which the engine shows the pack. */
export const packName = "homelab";

/** The policies of each topic; `policies/<topic>/<name>.ts` holds each. */
export const topics = {
  memory: [memoryBudget, memoryLimitRequired, memorySwap, memoryReservation],
  protection: [oomScoreAdj],
  names: [containerNames, uniqueContainerNames, restartPolicy, hostPorts],
  data: [dataPathsStay, dataPathsMounted, mountsDeclared, protectedVolumes, databaseVolumes, noDeleteBeforeReplace],
  images: [imageTag, imageDigest, imageRegistry],
  exposure: [publishedAddresses, privileges, publicRecords, recordBounds, lanRecords],
  guests: [protectedGuests, guestPrivileges, guestNumbers, hypervisorBudget],
  chelsty: [offlineFirst, zigbeeCoordinator, noUsbCoordinator, composeV1, backupSets],
  secrets: [secretVariables, secretPatterns, secretSettings],
  placement: [gpuPlacement, imageArchitecture, computePlacement, placementExceptionEnding],
} as const satisfies Readonly<Record<string, readonly HousePolicy[]>>;

export type Topic = keyof typeof topics;

/** Every policy of the pack. */
export const policies: readonly HousePolicy[] = Object.values(topics).flat();
