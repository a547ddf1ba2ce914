// Not by the index: the policy pack and the tools load the rules, and need no YAML parser for them.
import { parseSize, SizeError } from "../../../compose/values/size.ts";
import { hasVariables } from "../../../compose/values/template.ts";
import type { ContainerFacts } from "../facts.ts";
import { isUnknown } from "../unknown.ts";

/** What a container's document says about its memory. */
export type MemoryLimit =
  | { readonly kind: "bytes"; readonly bytes: number }
  /** Only under `deploy.resources`: Compose enforces it, the house rule wants it at service level. */
  | { readonly kind: "deploy-only"; readonly bytes: number }
  /** Nothing, or a 0, which the engine takes as no limit. */
  | { readonly kind: "unbounded" }
  /** A variable: its value is on the node and can be anything. */
  | { readonly kind: "variable"; readonly text: string }
  /** Something that is no size; no document from git has it, but a resource's inputs may. */
  | { readonly kind: "unreadable"; readonly text: string }
  | { readonly kind: "unknown" };

/** The memory limit of a container. */
export function memoryLimit(container: ContainerFacts): MemoryLimit {
  const { definition } = container;
  if (isUnknown(definition) || isUnknown(definition["mem_limit"])) return { kind: "unknown" };
  if (definition["mem_limit"] === undefined && holdsUnknown(definition["deploy"])) return { kind: "unknown" };
  const own = definition["mem_limit"] ?? undefined;
  const limit = own ?? underDeploy(definition["deploy"]);
  return limit === undefined ? { kind: "unbounded" } : sized(limit, own === undefined ? "deploy-only" : "bytes");
}

function sized(limit: unknown, kind: "bytes" | "deploy-only"): MemoryLimit {
  const text = typeof limit === "string" ? limit : JSON.stringify(limit);
  if (hasVariables(text)) return { kind: "variable", text };
  try {
    const bytes = Number(parseSize(text));
    return bytes > 0 ? { kind, bytes } : { kind: "unbounded" };
  } catch (error) {
    if (error instanceof SizeError) return { kind: "unreadable", text };
    throw error;
  }
}

/** `deploy.resources.limits.memory`; undefined wherever the way there ends. */
function underDeploy(deploy: unknown): unknown {
  return ["resources", "limits", "memory"].reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined) ?? undefined,
    deploy,
  );
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
