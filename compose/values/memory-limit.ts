import type { ComposeServiceDefinition } from "../document.ts";
import { hasVariables } from "./template.ts";

/** What a resolved service says about its memory. */
export type MemoryLimit =
  /** `mem_limit` is a literal. */
  | { readonly kind: "bytes"; readonly bytes: bigint }
  /** Only `deploy.resources.limits.memory` says it; Compose enforces that too. */
  | { readonly kind: "deploy-only"; readonly bytes: bigint }
  /** The limit depends on a variable, so no budget can count it. */
  | { readonly kind: "variable"; readonly text: string }
  /** Nothing bounds the service. */
  | { readonly kind: "none" };

/** The memory limit that Compose would enforce for a service of a resolved document. */
export function memoryLimitBytes(service: ComposeServiceDefinition): MemoryLimit {
  const own = service.mem_limit;
  const limit = own ?? service.deploy?.resources.limits?.memory;
  if (limit === undefined) return { kind: "none" };
  if (hasVariables(limit)) return { kind: "variable", text: limit };
  return { kind: own === undefined ? "deploy-only" : "bytes", bytes: BigInt(limit) };
}
