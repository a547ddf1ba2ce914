import { textOf } from "../../provider/docker/json.ts";
import type { Json } from "../../provider/docker/json.ts";
import { changesOf } from "../preview/changes.ts";
import { urnName } from "../preview/events.ts";
import type { PlannedResource } from "../preview/plan.ts";
import { compareText } from "../../compose/compare-text.ts";
import { compareSites, groupOf } from "../review/changes.ts";
import type { Pair } from "../review/changes.ts";
import { dangersOf } from "../review/dangers.ts";
import { destinationDangers } from "../review/destinations.ts";
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
  const steps = new Map(changed.map((resource) => [resource.urn, resource]));
  const named = new Set(pairs.map(({ resource }) => resource.urn));
  const judged = [...pairs, ...changed.filter(({ urn, type }) => !named.has(urn) && isForeign(type)).map(onlyTheEngine)]
    .map((pair): Pair => withReasons(pair, steps.get(pair.resource.urn)))
    .sort((a, b) => compareText(a.resource.name, b.resource.name));
  return {
    resources: judged.map(({ resource }) => resource),
    dangers: [...destinationDangers(side("old", resources), side("new", resources)), ...judged.flatMap(dangersOf)],
    restarts: [...judged.flatMap(restartsOf), ...judged.flatMap(repairs)],
    memory: memoryBetween(side("old", resources), side("new", resources)).filter(({ rows }) => rows.length > 0),
  };
}

/** A resource of a plugin that is not ours: it may have to change although its inputs do not. */
function isForeign(type: string): boolean {
  return !type.startsWith("homelab:") && !type.startsWith("pulumi:");
}

/** A step whose inputs are the same before and after: only the plugin knows why there is one. */
function onlyTheEngine(resource: PlannedResource): Pair {
  const { urn, type, step } = resource;
  const side = (which: "old" | "new") => (step[which] == null ? undefined : { ...resource, inputs: step[which].inputs ?? {} });
  return {
    resource: { operation: "update", group: groupOf(type), type, name: urnName(urn), urn, changes: [] },
    before: side("old"),
    after: side("new"),
  };
}

/** The operation of the engine, and of a plugin's resource every reason that the plugin gave for it. */
function withReasons(pair: Pair, step: PlannedResource | undefined): Pair {
  const { resource } = pair;
  const operation = operationOf(step?.operation, pair);
  if (step === undefined || !isForeign(resource.type) || (operation !== "update" && operation !== "replace"))
    return { ...pair, resource: { ...resource, operation } };
  const reasons = changesOf(step.step);
  const known = new Set(resource.changes.map(({ path }) => path));
  const forcing = new Set(reasons.filter(({ replaces }) => replaces).map(({ path }) => path));
  const changes = [
    ...resource.changes,
    ...reasons
      .filter(({ path }) => !known.has(path))
      .map(({ path, kind, from, to }) => ({ path, kind, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })),
  ];
  // What forces the replacement comes first.
  const order = ({ path }: { readonly path: string }): number => (forcing.has(path) ? 0 : 1);
  return {
    ...pair,
    resource: { ...resource, operation, changes: changes.sort((a, b) => order(a) - order(b) || compareText(a.path, b.path)) },
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
