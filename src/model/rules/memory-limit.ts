import { memoryLimitBytes, type ComposeService } from "../compose/index.ts";
import type { ContainerFacts } from "./facts.ts";
import { isUnknown } from "./unknown.ts";

/** What a container's document says about its memory. */
export type MemoryLimit =
  | { readonly kind: "bytes"; readonly bytes: number }
  /** Only under `deploy.resources`: Compose enforces it, the house rule wants it at service level. */
  | { readonly kind: "deploy-only"; readonly bytes: number }
  /** Nothing, or a 0, which the engine takes as no limit. */
  | { readonly kind: "unbounded" }
  /** A variable: its value is on the node and can be anything. */
  | { readonly kind: "variable"; readonly text: string }
  | { readonly kind: "unknown" };

/** The memory limit of a container. */
export function memoryLimit(container: ContainerFacts): MemoryLimit {
  const { definition } = container;
  if (isUnknown(definition) || isUnknown(definition["mem_limit"])) return { kind: "unknown" };
  if (definition["mem_limit"] === undefined && holdsUnknown(definition["deploy"])) return { kind: "unknown" };
  const limit = memoryLimitBytes(definition as ComposeService);
  if (limit.kind === "none") return { kind: "unbounded" };
  if ("bytes" in limit && limit.bytes <= 0) return { kind: "unbounded" };
  return limit;
}

/** How many containers the document asks for (`scale`, `deploy.replicas`), or undefined while that is not known. */
export function containerCount(container: ContainerFacts): number | undefined {
  const { definition } = container;
  if (isUnknown(definition)) return undefined;
  const deploy = definition["deploy"];
  const replicas = isUnknown(deploy) ? deploy : (deploy as Record<string, unknown> | null | undefined)?.["replicas"];
  const wanted = definition["scale"] ?? replicas ?? 1;
  const count = typeof wanted === "string" ? Number(wanted) : wanted;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : undefined;
}

/** Bytes as people say them: `256 MiB`, else exact in KiB or bytes. */
export function formatBytes(bytes: number): string {
  if (bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} MiB`;
  if (bytes % 1024 === 0) return `${bytes / 1024} KiB`;
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}

function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}
