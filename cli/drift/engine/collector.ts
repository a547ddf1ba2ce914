import { compareText } from "../../../compose/compare-text.ts";
import { isJsonMap } from "../../../provider/docker/json.ts";
import type { Json, JsonMap } from "../../../provider/docker/json.ts";
import { propertiesOf } from "../../../provider/docker/patch.ts";
import { differences } from "../../../provider/rpc/difference.ts";
import type { PropertyPath } from "../../../provider/rpc/property-path.ts";
import { SIGNATURE } from "../../../provider/rpc/property-value.ts";
import { isBookkeeping } from "../../preview/bookkeeping.ts";
import { parsePath } from "../../preview/changes.ts";
import { urnName } from "../../preview/events.ts";
import type { EngineEvent, StepMetadata, StepState } from "../../preview/events.ts";
import type { ResourceFacts } from "../verdict.ts";
import { subjectOf } from "./subject.ts";

/** Steps that say what git asks for. */
const DECLARES = new Set(["same", "update", "create", "create-replacement", "replace", "import"]);

interface Steps {
  refresh?: StepMetadata;
  plan?: StepMetadata;
}

/** Takes applied, enforced and declared of every resource out of the events of one refreshing preview. */
export class DriftCollector {
  readonly #steps = new Map<string, Steps>();
  #inState = false;

  /** Whether the state holds anything of the site: it does when the engine knows an old version of anything. */
  get hasState(): boolean {
    return this.#inState;
  }

  add({ resourcePreEvent, resOutputsEvent }: EngineEvent): void {
    // What a refresh found comes with its second event; a deletion has nothing else to say than its first.
    const step = (resOutputsEvent ?? resourcePreEvent)?.metadata;
    if (step === undefined || step.type.startsWith("pulumi:")) return;
    if (step.old != null) this.#inState = true;
    const steps = this.#steps.get(step.urn) ?? {};
    this.#steps.set(step.urn, steps);
    if (step.op === "refresh") {
      if (resOutputsEvent !== undefined) steps.refresh = step;
    } else if (DECLARES.has(step.op) || step.op === "delete") steps.plan = step;
  }

  /**
   * What is known of every resource that can differ.
   * @param unreachable the nodes that were left out, with the reason
   */
  resources(unreachable: ReadonlyMap<string, string>): ResourceFacts[] {
    const found = [...this.#steps]
      .filter(([, { refresh, plan }]) => !((refresh ?? plan)?.type.startsWith("homelab:components:") ?? true))
      // The engine comes to them in another order every time.
      .sort(([a], [b]) => compareText(a, b))
      .map(([urn, steps]) => ({ name: urnName(urn), facts: factsOf(urn, steps, unreachable) }));
    const shapes = new Map(found.map(({ name, facts }) => [name, facts.declared?.["shape"]]));
    return found.map(({ name, facts }) => withBindMounts(facts, shapes.get(`${name}/shape`)));
  }
}

function factsOf(urn: string, { refresh, plan }: Steps, unreachable: ReadonlyMap<string, string>): ResourceFacts {
  const type = (refresh ?? plan)?.type ?? "";
  const own = type.startsWith("homelab:");
  const before = refresh?.old ?? plan?.old;
  // A plugin that is not ours also compares what nobody declared; the value of that is among its outputs.
  const sideOf = own ? inputsOf : whole;
  const applied = sideOf(before);
  const enforced = refresh === undefined ? applied : sideOf(refresh.new);
  const declared = plan === undefined || plan.op === "delete" ? undefined : inputsOf(plan.new);
  const { node, service, thing } = subjectOf(urnName(urn), own ? (applied ?? declared) : undefined);
  const found = pathsOf(refresh);
  const gone = refresh !== undefined && refresh.new == null;
  const settled = plan?.op === "same";
  // Another provider's outputs change by themselves; what needs no step is no drift.
  const drift = gone ? [[]] : !own && settled ? [] : [...found.values()];
  const reason = unreachable.get(node);
  return {
    node,
    service,
    ...(thing === undefined ? {} : { thing }),
    ...(applied === undefined ? {} : { applied }),
    ...(enforced === undefined ? {} : { enforced }),
    ...(declared === undefined ? {} : { declared }),
    drift,
    changes: changesOf({ applied, declared, own, settled, planned: pathsOf(plan), found }),
    settled,
    ...(reason === undefined ? {} : { unreachable: reason }),
  };
}

/**
 * A guest whose bind mounts are not those of git. Its own resource ignores them, since the plugin could only make another guest of
 * it; what git asks for stands in the shape beside it.
 */
function withBindMounts(facts: ResourceFacts, shape: Json | undefined): ResourceFacts {
  const wanted = isJsonMap(shape) ? shape["bind_mounts"] : undefined;
  if (!Array.isArray(wanted) || facts.enforced === undefined || facts.unreachable !== undefined) return facts;
  const mounts = (list: Json | undefined, [source, target, readOnly]: readonly [string, string, string]): string[] =>
    (Array.isArray(list) ? (list as readonly Json[]) : []).flatMap((one) => {
      const [from, to] = isJsonMap(one) ? [one[source], one[target]] : [];
      // A mount point that is no folder of the hypervisor is a disk of the guest.
      if (typeof from !== "string" || typeof to !== "string" || !from.startsWith("/")) return [];
      return [`${from}:${to}${isJsonMap(one) && one[readOnly] === true ? ":ro" : ""}`];
    });
  const declared = mounts(wanted as Json, ["source", "target", "read_only"]).sort();
  const there = mounts(facts.enforced["mountPoints"], ["volume", "path", "readOnly"]).sort();
  if (JSON.stringify(declared) === JSON.stringify(there)) return facts;
  const side = (of: JsonMap | undefined, bind_mounts: readonly string[]): JsonMap => ({ ...of, bind_mounts });
  return {
    ...facts,
    applied: side(facts.applied, declared),
    declared: side(facts.declared, declared),
    enforced: side(facts.enforced, there),
    drift: [...facts.drift.filter(([first]) => first !== "mountPoints"), ["bind_mounts"]],
    settled: false,
  };
}

interface Sides {
  readonly applied: JsonMap | undefined;
  readonly declared: JsonMap | undefined;
  readonly own: boolean;
  readonly settled: boolean;
  readonly planned: ReadonlyMap<string, PropertyPath>;
  readonly found: ReadonlyMap<string, PropertyPath>;
}

/** Where git has moved on since the last `up`. */
function changesOf({ applied, declared, own, settled, planned, found }: Sides): PropertyPath[] {
  if (applied === undefined || declared === undefined) return [[]];
  const changed = own ? differences(propertiesOf(applied), propertiesOf(declared)).map(({ path }) => path) : [];
  // A changed secret looks the same on both sides; the step says where it is.
  const known = new Set(changed.map((path) => JSON.stringify(path)));
  const others = settled ? [] : [...planned].filter(([name, path]) => !found.has(name) && !known.has(JSON.stringify(path)));
  return [...changed, ...others.map(([, path]) => path)];
}

function pathsOf(step: StepMetadata | undefined): Map<string, PropertyPath> {
  const type = step?.type ?? "";
  return new Map(
    Object.keys(step?.detailedDiff ?? {})
      .map((name) => [name, parsePath(name)] as const)
      .filter(([, path]) => !isBookkeeping(type, path)),
  );
}

function inputsOf(state: StepState | null | undefined): JsonMap | undefined {
  return copyOf(state?.inputs);
}

/** The inputs of a resource, and below them its outputs. */
function whole(state: StepState | null | undefined): JsonMap | undefined {
  const [inputs, outputs] = [copyOf(state?.inputs), copyOf(state?.outputs)];
  return inputs === undefined || outputs === undefined ? (inputs ?? outputs) : (over(inputs, outputs) as JsonMap);
}

/** What was JSON on the wire; parsed once more it is a copy in which secrets are words instead of the engine's marks. */
function copyOf(properties: StepState["inputs"]): JsonMap | undefined {
  if (properties === undefined) return undefined;
  const copy = JSON.parse(JSON.stringify(properties, withoutMark)) as Json;
  return isJsonMap(copy) ? copy : undefined;
}

/** The upper value, with what only the lower one has, as deep as both have the same structure. */
function over(upper: Json, lower: Json): Json {
  if (Array.isArray(upper) && Array.isArray(lower))
    return (upper as readonly Json[]).map((item, index) =>
      index < lower.length ? over(item, (lower as readonly Json[])[index] ?? null) : item,
    );
  if (!isJsonMap(upper) || !isJsonMap(lower)) return upper;
  return Object.fromEntries([
    ...Object.entries(lower).filter(([name]) => !Object.hasOwn(upper, name)),
    ...Object.entries(upper).map(([name, item]) => [name, Object.hasOwn(lower, name) ? over(item, lower[name] ?? null) : item] as const),
  ]);
}

function withoutMark(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, SIGNATURE) ? "(secret)" : value;
}
