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
export { memoryBudget } from "./memory/memory-budget.ts";
export { formatBytes, memoryLimit, type MemoryLimit } from "./memory/memory-limit.ts";
export { memoryLimitRequired } from "./memory/memory-limit-required.ts";
export { memoryTable, type MemoryRow, type MemoryTable } from "./memory/memory-table.ts";
export { noUsbCoordinator } from "./chelsty/no-usb-coordinator.ts";
export { oomScoreAdj, protectedContainers, protectedScore, type OomScoreOptions } from "./protection/oom-score-adj.ts";
export { isUnknown, plainCopy, unknown, type Unknown } from "./unknown.ts";
