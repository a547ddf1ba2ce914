import { formatPath } from "../../provider/rpc/property-path.ts";
import { formatBytes } from "../../src/rules/index.ts";
import { oneLine } from "../../compose/problem.ts";
import { withoutBookkeeping } from "../preview/bookkeeping.ts";
import { urnName } from "../preview/events.ts";
import type { PlannedResource } from "../preview/plan.ts";
import type { ReviewedChange, ReviewedResource } from "./document.ts";
import { differences, isMap, normalForm, valueAt, type Plain } from "./normal-form.ts";

/** A longer value is cut; the files show the rest. */
const LONGEST = 100;

/** Attributes of Compose that hold bytes. */
const SIZES = new Set(["mem_limit", "memswap_limit", "mem_reservation", "shm_size"]);

/** A resource that is another one when any of these changes: the provider's own, and what the real plugins are known to do. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  "homelab:compose:Project": ["node", "project"],
  "homelab:node:Layout": ["node", "root"],
  "homelab:docker:Network": ["name"],
  "docker:index/volume:Volume": ["name", "driver", "driverOpts"],
  "cloudflare:index/dnsRecord:DnsRecord": ["zoneId", "type", "name"],
  "proxmoxve:index/vmLegacy:VmLegacy": ["nodeName", "vmId"],
};

/** Grouping only: what they hold is said by their children. */
function isGrouping(type: string): boolean {
  return type.startsWith("homelab:components:") || type === "pulumi:pulumi:Stack";
}

/** One resource in both revisions; undefined where a revision does not have it. */
export interface Pair {
  readonly resource: ReviewedResource;
  readonly before: PlannedResource | undefined;
  readonly after: PlannedResource | undefined;
}

/** What differs between two renderings of a site, by name; both were rendered on an empty state. */
export function compareSites(before: readonly PlannedResource[], after: readonly PlannedResource[]): Pair[] {
  const [olds, news] = [byUrn(before), byUrn(after)];
  const urns = [...new Set([...olds.keys(), ...news.keys()])];
  return urns
    .flatMap((urn) => pair(urn, olds.get(urn), news.get(urn)))
    .sort((a, b) => (a.resource.name < b.resource.name ? -1 : a.resource.name > b.resource.name ? 1 : 0));
}

function byUrn(resources: readonly PlannedResource[]): Map<string, PlannedResource> {
  return new Map(resources.filter(({ type }) => !isGrouping(type)).map((resource) => [resource.urn, resource]));
}

function pair(urn: string, before: PlannedResource | undefined, after: PlannedResource | undefined): Pair[] {
  const type = (after ?? before)?.type ?? "";
  const [old, now] = [formOf(before), formOf(after)];
  const changes = before === undefined || after === undefined ? [] : changesBetween(old, now);
  if (before !== undefined && after !== undefined && changes.length === 0) return [];
  const identity = IDENTITY[type] ?? [];
  const replaced = changes.some(({ path }) => identity.includes(path.split(/[.[]/)[0] ?? ""));
  const operation = before === undefined ? "create" : after === undefined ? "delete" : replaced ? "replace" : "update";
  return [{ resource: { operation, group: groupOf(type), type, name: urnName(urn), urn, changes }, before, after }];
}

/** Where a reader looks for a resource of a type. */
export function groupOf(type: string): ReviewedResource["group"] {
  if (type === "homelab:compose:Project") return "service";
  if (type.startsWith("docker:index/volume:")) return "data";
  if (type.startsWith("docker:index/network:") || type === "homelab:docker:Network") return "network";
  if (/^(cloudflare|homelab:npm|homelab:technitium):/.test(type)) return "name";
  if (type.startsWith("pulumi:providers:")) return "connection";
  return "machine";
}

/** The inputs and the protection, in the form in which they are compared. */
function formOf(resource: PlannedResource | undefined): Plain {
  if (resource === undefined) return {};
  const inputs = normalForm(withoutBookkeeping(resource.type, resource.inputs) as Plain);
  return resource.protect && isMap(inputs) ? { ...inputs, protect: true } : inputs;
}

function changesBetween(before: Plain, after: Plain): ReviewedChange[] {
  if (!isMap(before) || !isMap(after)) return [];
  return differences(before, after)
    .map((path): ReviewedChange => {
      const [from, to] = [valueAt(before, path), valueAt(after, path)];
      return {
        // A reader knows the document by its own words.
        path: oneLine(formatPath(path[0] === "document" ? path.slice(1) : path)),
        kind: to === undefined ? "remove" : from === undefined ? "add" : "change",
        ...(from === undefined ? {} : { from: show(path, from, to) }),
        ...(to === undefined ? {} : { to: show(path, to, from) }),
      };
    })
    .filter(({ path }) => !/^files(\.|\[).*\.(sha256|size)$/.test(path))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** A value for one line, the place where it differs from the other one inside the cut. */
function show(path: readonly (string | number)[], value: Plain, other: Plain | undefined): string {
  const last = path.at(-1);
  if (path[0] === "files" && last === "content" && typeof value === "string") {
    return `${String(value.split("\n").length - (value.endsWith("\n") ? 1 : 0))} lines`;
  }
  if (typeof value === "string" && /^\d+$/.test(value) && SIZES.has(String(last))) return formatBytes(Number(value));
  const text = oneLine(typeof value === "string" ? value : JSON.stringify(value));
  if (text.length <= LONGEST) return text;
  const rest = other === undefined ? "" : oneLine(typeof other === "string" ? other : JSON.stringify(other));
  const start = Math.max(0, differsAt(text, rest) - LONGEST / 2);
  const end = Math.min(text.length, start + LONGEST - 2);
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

function differsAt(text: string, other: string): number {
  let at = 0;
  while (at < text.length && at < other.length && text[at] === other[at]) at++;
  return other === "" ? 0 : at;
}
