import { textOf } from "../../provider/docker/json.ts";
import type { Json } from "../../provider/docker/json.ts";
import type { PlannedResource } from "../preview/plan.ts";
import { compareSites } from "../review/changes.ts";
import type { Pair } from "../review/changes.ts";
import { dangersOf } from "../review/dangers.ts";
import type { Danger, Restart, ReviewedMemory, ReviewedResource } from "../review/document.ts";
import { memoryBetween } from "../review/memory.ts";
import { restartsOf } from "../review/restarts.ts";

/** What a plan would do to the nodes, for people and for programs. */
export interface Effects {
  readonly resources: readonly ReviewedResource[];
  readonly dangers: readonly Danger[];
  readonly restarts: readonly Restart[];
  readonly memory: readonly ReviewedMemory[];
}

/** Operations that change something. */
const CHANGING = new Set(["create", "update", "replace", "delete"]);

/**
 * What the steps of a plan come to. Before is what the refresh found on the nodes, so that the repair of a drift shows as the
 * change that it is for the containers.
 */
export function effectsOf(resources: readonly PlannedResource[]): Effects {
  const changed = resources.filter(({ operation }) => CHANGING.has(operation));
  const side = (which: "old" | "new", among: readonly PlannedResource[]): PlannedResource[] =>
    among.flatMap((resource) => {
      const inputs = resource.step[which]?.inputs;
      return inputs === undefined ? [] : [{ ...resource, inputs }];
    });
  const pairs = compareSites(side("old", changed), side("new", changed));
  const operations = new Map(changed.map(({ urn, operation }) => [urn, operation]));
  const judged = pairs.map((pair): Pair => ({
    ...pair,
    resource: { ...pair.resource, operation: operationOf(operations.get(pair.resource.urn), pair) },
  }));
  return {
    resources: judged.map(({ resource }) => resource),
    dangers: judged.flatMap(dangersOf),
    restarts: [...judged.flatMap(restartsOf), ...judged.flatMap(repairs)],
    memory: memoryBetween(side("old", resources), side("new", resources)).filter(({ rows }) => rows.length > 0),
  };
}

/** The engine's word, since it knows what makes a replacement. */
function operationOf(operation: string | undefined, { resource }: Pair): ReviewedResource["operation"] {
  return operation === "create" || operation === "update" || operation === "replace" || operation === "delete"
    ? operation
    : resource.operation;
}

/** What a refresh found stopped, paused, missing or undeclared, and what is done about it. */
function repairs(pair: Pair): Restart[] {
  const { resource, after, before } = pair;
  if (resource.group !== "service" || resource.operation !== "update") return [];
  const inputs = (after ?? before)?.inputs ?? {};
  const place = { node: textOf(inputs["node"] as Json) ?? "", service: textOf(inputs["service"] as Json) ?? "" };
  const anew = new Set(restartsOf(pair).map(({ container }) => container));
  return resource.changes.flatMap(({ path, kind, from }): Restart[] => {
    const container = /^status(?:\.|\[")(.*?)(?:"\])?$/.exec(path)?.[1];
    if (container === undefined || anew.has(container)) return [];
    return [{ ...place, container, action: kind === "remove" ? "stopped" : "started", because: [`it is ${from ?? "missing"}`] }];
  });
}
