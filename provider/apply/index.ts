import type { PropertyMap } from "../wire/property-value.ts";
import type { ApplyContext } from "./context.ts";
import { applyLayout } from "./layout.ts";
import { applyProject, deleteProject } from "./project.ts";

/** How a type of resource is changed on its node. */
export interface Change {
  /** Makes the node as the inputs declare; also when it is so already. */
  apply(inputs: PropertyMap, context: ApplyContext): Promise<void>;
  /** Takes away what was made, never data. */
  remove(inputs: PropertyMap, context: ApplyContext): Promise<void>;
}

/** By type token. */
export const changes: ReadonlyMap<string, Change> = new Map([
  ["homelab:compose:Project", { apply: applyProject, remove: deleteProject }],
  // A layout that is deleted leaves every folder: what lies in them is not ours.
  ["homelab:node:Layout", { apply: applyLayout, remove: () => Promise.resolve() }],
  // Nowhere but in the state.
  ["homelab:proxmox:GuestShape", { apply: () => Promise.resolve(), remove: () => Promise.resolve() }],
]);
