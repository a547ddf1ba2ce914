import type { PropertyMap } from "../rpc/property-value.ts";
import type { ApplyContext } from "./context.ts";
import { applyLayout } from "../kinds/layout/change.ts";
import { applyNetwork, createNetwork, deleteNetwork } from "../kinds/network/change.ts";
import { applyProject, deleteProject } from "../kinds/project/change.ts";

/** How a type of resource is changed on its node. */
export interface Change {
  /** Makes what does not exist yet, for types that must not overwrite what they did not make. @default `apply` */
  create?(inputs: PropertyMap, context: ApplyContext): Promise<void>;
  /** Makes the node as the inputs declare; also when it is so already. */
  apply(inputs: PropertyMap, context: ApplyContext): Promise<void>;
  /** Takes away what was made, never data. */
  remove(inputs: PropertyMap, context: ApplyContext): Promise<void>;
}

/** By type token. */
export const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ["homelab:compose:Project", { apply: applyProject, remove: deleteProject }],
  // A layout that is deleted leaves every folder: what lies in them is not ours.
  ["homelab:node:Layout", { apply: applyLayout, remove: () => Promise.resolve() }],
  ["homelab:docker:Network", { create: createNetwork, apply: applyNetwork, remove: deleteNetwork }],
  [
    "homelab:npm:ProxyHost",
    {
      create: async (inputs) => (await import("../kinds/proxy-host/proxy-host.ts")).createProxyHost(inputs),
      apply: async (inputs) => (await import("../kinds/proxy-host/proxy-host.ts")).updateProxyHost(inputs),
      remove: async (inputs) => (await import("../kinds/proxy-host/proxy-host.ts")).deleteProxyHost(inputs),
    },
  ],
  [
    "homelab:technitium:Record",
    {
      create: async (inputs) => (await import("../kinds/lan-record/record.ts")).createRecord(inputs),
      apply: async (inputs) => (await import("../kinds/lan-record/record.ts")).updateRecord(inputs),
      remove: async (inputs) => (await import("../kinds/lan-record/record.ts")).deleteRecord(inputs),
    },
  ],
  // Nowhere but in the state.
  ["homelab:proxmox:GuestShape", { apply: () => Promise.resolve(), remove: () => Promise.resolve() }],
]);
