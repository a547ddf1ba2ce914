export {
  budgetOfInputs,
  containerLabel,
  containersOf,
  nodeMemoryFacts,
  projectFacts,
  projectFactsOfInputs,
  type ContainerFacts,
  type NodeMemoryFacts,
  type ProjectFacts,
} from "./facts.ts";
export { memoryBudget } from "./memory-budget.ts";
export { formatBytes, memoryLimit, type MemoryLimit } from "./memory-limit.ts";
export { memoryLimitRequired } from "./memory-limit-required.ts";
export { memoryTable, type MemoryRow, type MemoryTable } from "./memory-table.ts";
export { noUsbCoordinator } from "./no-usb-coordinator.ts";
export { oomScoreAdj, protectedContainers, protectedScore, type OomScoreOptions } from "./oom-score-adj.ts";
export { isUnknown, plainCopy, unknown, type Unknown } from "./unknown.ts";
export { backupSets, requiredBackupSets, type BackupSetsOptions } from "./backup-sets.ts";
export { composeV1Document } from "./compose-v1.ts";
export { computePlacement, exceptionEnding, type ComputePlacementOptions, type ExceptionEndingOptions } from "./compute-placement.ts";
export { containerNames } from "./container-names.ts";
export { dataPathsMounted, dataPathsStay, mountsDeclared } from "./data-paths.ts";
export { databaseVolumes } from "./database-volumes.ts";
export { gpuPlacement } from "./gpu-placement.ts";
export { hostPorts } from "./host-ports.ts";
export { imageArchitecture, type ImageArchitectureOptions } from "./image-architecture.ts";
export { imageDigest } from "./image-digest.ts";
export { imageRegistry, trustedRegistries, type ImageRegistryOptions } from "./image-registry.ts";
export { imageTag } from "./image-tag.ts";
export { memoryReservation } from "./memory-reservation.ts";
export { memorySwap } from "./memory-swap.ts";
export { nodeOfInputs, nodeProjects, nodeTopology, type NodeProjects, type NodeTopology } from "./node-facts.ts";
export { offlineFirst, type OfflineFirstOptions } from "./offline-first.ts";
export { privileges } from "./privileges.ts";
export { protectedVolumes, type VolumeFacts } from "./protected-volumes.ts";
export { publicRecords, type RecordFacts } from "./public-records.ts";
export { publishedAddresses } from "./published-addresses.ts";
export { restartPolicy } from "./restart-policy.ts";
export { secretPatterns, secretSettings } from "./secret-patterns.ts";
export { secretVariables } from "./secret-variables.ts";
export { uniqueContainerNames } from "./unique-container-names.ts";
export { zigbeeCoordinator, type ZigbeeCoordinatorOptions } from "./zigbee-coordinator.ts";
