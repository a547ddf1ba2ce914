export * from "./capabilities.ts";
export * from "./contract.ts";
export * from "./guests.ts";
export * from "./services.ts";
export * from "./topology.ts";
export { budgetMib } from "./budget.ts";
export { hostFolder } from "./host-folder.ts";
export type { Exposure } from "./words.ts";
