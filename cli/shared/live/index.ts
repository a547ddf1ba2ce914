/**
 * The live facts of a site's nodes without the engine, by the provider's own transport, snapshot and comparison.
 *
 * - `readSite(site)`: every node side by side: `read` with snapshot, and for each service what git declares, what is
 *   enforced and the node's record of the last run; or `unreachable` or `error` with the transport's error.
 * - `probe(connections)`: whether nodes and their engines answer, in 10 s at most.
 * - `addressesOfSite(site, root)` and `connectByAddress(address)`: the ways there, from the topology alone.
 */
export { addressesOfSite, addressOfFacts } from "./addresses.ts";
export { declaredProject } from "./declared.ts";
export type { GitProject } from "./declared.ts";
export { failureOf, probe } from "./probe.ts";
export type { NodeFailure, NodeProbe } from "./probe.ts";
export { connectByAddress, nodeFound, readNode, readSite } from "./read.ts";
export type { NodeFound, NodeReading, ProjectReading, ReadOptions } from "./read.ts";
