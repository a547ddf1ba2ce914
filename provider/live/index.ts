export { CHANGED, MISSING, UNDECLARED } from "./difference.ts";
export type { Difference } from "./difference.ts";
export { enforcedProject } from "./project.ts";
export type { DeclaredProject, EnforcedProject } from "./project.ts";
export { layoutDifferences } from "./layout.ts";
export { LAYOUT_ROOT, takeSnapshot } from "./snapshot.ts";
export type { Entry, NodeSnapshot, SnapshotOptions } from "./snapshot.ts";
export { Snapshots } from "./snapshots.ts";
export { declaredStatus, RUNNING } from "./status.ts";
