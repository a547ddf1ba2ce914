import { isJsonMap } from "../../../provider/docker/json.ts";
import type { Json, JsonMap } from "../../../provider/docker/json.ts";
import { propertiesOf } from "../../../provider/docker/patch.ts";
import { differences } from "../../../provider/rpc/difference.ts";
import type { PropertyPath } from "../../../provider/rpc/property-path.ts";
import { SIGNATURE } from "../../../provider/rpc/property-value.ts";
import { parsePath } from "../../preview/changes.ts";
import { urnName } from "../../preview/events.ts";
import type { EngineEvent, StepMetadata, StepState } from "../../preview/events.ts";
import type { ResourceFacts } from "../verdict.ts";

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
    return [...this.#steps]
      .filter(([, { refresh, plan }]) => !((refresh ?? plan)?.type.startsWith("homelab:components:") ?? true))
      .map(([urn, steps]) => factsOf(urn, steps, unreachable));
  }
}

function factsOf(urn: string, { refresh, plan }: Steps, unreachable: ReadonlyMap<string, string>): ResourceFacts {
  const type = (refresh ?? plan)?.type ?? "";
  const own = type.startsWith("homelab:");
  const before = refresh?.old ?? plan?.old;
  const applied = inputsOf(before);
  const enforced = refresh === undefined ? applied : inputsOf(refresh.new);
  const declared = plan === undefined || plan.op === "delete" ? undefined : inputsOf(plan.new);
  const { node, service } = placeOf(urnName(urn), own ? (applied ?? declared) : undefined);
  const found = pathsOf(refresh);
  const gone = refresh !== undefined && refresh.new == null;
  const settled = plan?.op === "same";
  // Another provider's outputs change by themselves; what needs no step is no drift.
  const drift = gone ? [[]] : !own && settled ? [] : [...found.values()];
  const reason = unreachable.get(node);
  return {
    node,
    service,
    ...(applied === undefined ? {} : { applied }),
    ...(enforced === undefined ? {} : { enforced }),
    ...(declared === undefined ? {} : { declared }),
    drift,
    changes: changesOf({ applied, declared, own, settled, planned: pathsOf(plan), found }),
    settled,
    ...(reason === undefined ? {} : { unreachable: reason }),
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
  return new Map(Object.keys(step?.detailedDiff ?? {}).map((name) => [name, parsePath(name)]));
}

/** Our own resources say themselves where they belong; the names of others begin with node and service (design 6). */
function placeOf(name: string, inputs: JsonMap | undefined): { node: string; service: string } {
  const [first = "", second = "(node)"] = name.split("/");
  const node = inputs?.["node"];
  const service = inputs?.["service"];
  if (typeof node !== "string") return { node: first, service: second };
  return { node, service: typeof service === "string" ? service : "layout" };
}

function inputsOf(state: StepState | null | undefined): JsonMap | undefined {
  if (state?.inputs === undefined) return undefined;
  // What was JSON on the wire; parsed once more it is a copy in which secrets are words instead of the engine's marks.
  const copy = JSON.parse(JSON.stringify(state.inputs, withoutMark)) as Json;
  return isJsonMap(copy) ? copy : undefined;
}

function withoutMark(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, SIGNATURE) ? "(secret)" : value;
}
