export * from "./capabilities.ts";
export * from "./contract.ts";
export * from "./services.ts";
export * from "./topology.ts";
export { hostFolder, type Exposure } from "./words.ts";
