import type { JsonMap } from "../../../provider/docker/json.ts";

/** What a resource is about, as a report names it. */
export interface Subject {
  readonly node: string;
  /** A service of the node, its `layout`, or for what belongs to no service its kind and name (`lxc/mgmt`, `network/ingress`). */
  readonly service: string;
  /** The thing itself, where the service has others beside it: `volume outline_postgres_data`. */
  readonly thing?: string;
}

/** What stands on a node beside its services, by the second part of the resource's name. */
const KINDS: ReadonlySet<string> = new Set(["lxc", "vm", "network", "backup"]);

/**
 * Our own resources say themselves where they belong; the names of others begin with the node and then either the service or the
 * kind (design 6).
 */
export function subjectOf(name: string, inputs: JsonMap | undefined): Subject {
  const [first = "", second = "(node)", third, ...rest] = name.split("/");
  const kind = KINDS.has(second) && third !== undefined;
  const node = inputs?.["node"];
  const service = inputs?.["service"];
  if (typeof node === "string" && !kind) return { node, service: typeof service === "string" ? service : "layout" };
  const thing = [...(kind ? [second] : []), third, ...rest].filter((part) => part !== undefined).join(" ");
  return { node: first, service: kind ? `${second}/${third}` : second, ...(thing === "" ? {} : { thing }) };
}
