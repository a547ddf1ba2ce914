import type { HousePolicy } from "./house-policy.ts";
import { backupSets } from "./chelsty/backup-sets.ts";
import { composeV1 } from "./chelsty/compose-v1.ts";
import { noUsbCoordinator } from "./chelsty/no-usb-coordinator.ts";
import { offlineFirst } from "./chelsty/offline-first.ts";
import { zigbeeCoordinator } from "./chelsty/zigbee-coordinator.ts";
import { dataPathsMounted } from "./data/data-paths-mounted.ts";
import { dataPathsStay } from "./data/data-paths-stay.ts";
import { databaseVolumes } from "./data/database-volumes.ts";
import { mountsDeclared } from "./data/mounts-declared.ts";
import { noDeleteBeforeReplace } from "./data/no-delete-before-replace.ts";
import { protectedVolumes } from "./data/protected-volumes.ts";
import { lanRecords } from "./exposure/lan-records.ts";
import { privileges } from "./exposure/privileges.ts";
import { publicRecords } from "./exposure/public-records.ts";
import { publishedAddresses } from "./exposure/published-addresses.ts";
import { recordBounds } from "./exposure/record-bounds.ts";
import { guestNumbers } from "./guests/guest-numbers.ts";
import { guestPrivileges } from "./guests/guest-privileges.ts";
import { hypervisorBudget } from "./guests/hypervisor-budget.ts";
import { protectedGuests } from "./guests/protected-guests.ts";
import { imageDigest } from "./images/image-digest.ts";
import { imageRegistry } from "./images/image-registry.ts";
import { imageTag } from "./images/image-tag.ts";
import { memoryBudget } from "./memory/memory-budget.ts";
import { memoryLimitRequired } from "./memory/memory-limit-required.ts";
import { memoryReservation } from "./memory/memory-reservation.ts";
import { memorySwap } from "./memory/memory-swap.ts";
import { containerNames } from "./names/container-names.ts";
import { hostPorts } from "./names/host-ports.ts";
import { restartPolicy } from "./names/restart-policy.ts";
import { uniqueContainerNames } from "./names/unique-container-names.ts";
import { computePlacement } from "./placement/compute-placement.ts";
import { gpuPlacement } from "./placement/gpu-placement.ts";
import { imageArchitecture } from "./placement/image-architecture.ts";
import { placementExceptionEnding } from "./placement/placement-exception-ending.ts";
import { oomScoreAdj } from "./protection/oom-score-adj.ts";
import { secretPatterns } from "./secrets/secret-patterns.ts";
import { secretSettings } from "./secrets/secret-settings.ts";
import { secretVariables } from "./secrets/secret-variables.ts";

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
