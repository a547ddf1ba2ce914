import type { Json, JsonMap } from "../../provider/docker/json.ts";
import { formatPath } from "../../provider/rpc/property-path.ts";
import type { PropertyPath } from "../../provider/rpc/property-path.ts";
import { KINDS } from "./report.ts";
import type { DriftDifference, ServiceVerdict, VerdictKind } from "./report.ts";

/** One resource as three sides know it; a side that is left out does not have it. */
export interface ResourceFacts {
  readonly node: string;
  readonly service: string;
  /** The thing itself, where it is not the service's project: `volume outline_postgres_data`. */
  readonly thing?: string;
  readonly declared?: JsonMap;
  readonly applied?: JsonMap;
  readonly enforced?: JsonMap;
  /** Where enforced is not as applied. */
  readonly drift: readonly PropertyPath[];
  /** Where declared is not as applied. */
  readonly changes: readonly PropertyPath[];
  /** Whether the node is as git wants it, whatever the record of the last `up` says. */
  readonly settled: boolean;
  /** The node was not asked. */
  readonly unreachable?: string;
}

/** The verdict about one resource (design 1; the same rule as the provider's `verdictOf`). */
export function resourceVerdict(facts: ResourceFacts): VerdictKind {
  if (facts.unreachable !== undefined) return "unreachable";
  if (facts.drift.length === 0) return facts.changes.length === 0 ? "in-sync" : "pending";
  // An `up` that was cut off before it could record itself, or one by hand from the same commit.
  return facts.changes.length > 0 && facts.settled ? "pending" : "drifted";
}

/** The resources of each service put together; the verdict is that of the resource that needs a person most. */
export function serviceVerdicts(resources: readonly ResourceFacts[]): ServiceVerdict[] {
  const services = new Map<string, ResourceFacts[]>();
  for (const facts of resources) {
    const key = `${facts.node}/${facts.service}`;
    services.set(key, [...(services.get(key) ?? []), facts]);
  }
  return [...services.values()].map((group): ServiceVerdict => {
    const [first] = group as [ResourceFacts];
    const verdicts = group.map(resourceVerdict);
    const verdict = KINDS.find((kind) => verdicts.includes(kind)) ?? "in-sync";
    const reason = group.find(({ unreachable }) => unreachable !== undefined)?.unreachable;
    const differences = group.flatMap((facts) => differencesOf(facts));
    return { node: first.node, service: first.service, verdict, differences, ...(reason === undefined ? {} : { reason }) };
  });
}

/** Every place of a resource that differs, drift first; each place once. */
function differencesOf(facts: ResourceFacts): DriftDifference[] {
  const verdict = resourceVerdict(facts);
  if (verdict === "in-sync" || verdict === "unreachable") return [];
  const shown = new Map<string, DriftDifference>();
  const add = (kind: DriftDifference["kind"], path: PropertyPath): void => {
    // The sum says the same in a line; a whole file does not fit there.
    if (path[0] === "files" && path[2] === "content") return;
    const name = placeOf(facts, path);
    if (shown.has(name)) return;
    const side = (key: "declared" | "applied" | "enforced"): object => {
      const value = valueOf(facts[key], path);
      return value === undefined ? {} : { [key]: value };
    };
    shown.set(name, { kind, path: name, ...side("declared"), ...side("applied"), ...side("enforced") });
  };
  if (verdict === "drifted") for (const path of facts.drift) add("drift", path);
  for (const path of facts.changes) add("pending", path);
  return [...shown.values()];
}

/** The thing and the place in it; of a project the path inside the Compose document, where it is one. */
function placeOf({ service, thing }: ResourceFacts, path: PropertyPath): string {
  if (path.length === 0) return thing ?? "(whole)";
  const place = formatPath(path[0] === "document" && path.length > 1 ? path.slice(1) : path);
  // `lxc/mgmt` is the thing already.
  return thing === undefined || service === thing.replace(" ", "/") ? place : `${thing} ${place}`;
}

/** What one side has at a path; of a whole resource only that it is there. */
function valueOf(side: JsonMap | undefined, path: PropertyPath): Json | undefined {
  if (side === undefined) return undefined;
  if (path.length === 0) return "(there)";
  let value: Json | undefined = side;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string | number, Json>>)[step];
  }
  return value;
}
