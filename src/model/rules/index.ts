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
