import path from "node:path";

import { withTied } from "../../provider/deploy/order.ts";
import { parseDuration } from "../../compose/values/duration.ts";
import type { Pair } from "./changes.ts";
import type { Restart } from "./document.ts";
import { isList, isMap, valueAt, type Plain } from "./normal-form.ts";
import { parsePath } from "../preview/changes.ts";

/** What the engine does not hold in a container: a change of it changes no running one. */
const NOT_ENFORCED = new Set([
  "depends_on",
  "build",
  "profiles",
  "develop",
  "pull_policy",
  "annotations",
  "attach",
  "links",
  "extends",
  "scale",
]);

/** Docker's own values where a document says nothing, in seconds. */
const GRACE = 10;
const INTERVAL = 30;
/** What stopping and starting a small container takes by itself, and how long one without a check has to stay up. */
const TURN = 2;
const SETTLE = 3;
/** A contract's deadline when it says none, and how many reasons of a restart are named. */
const DEADLINE = 120;
const REASONS = 3;

/**
 * Which containers a change of a project touches, by the rule of the provider: a container that differs is made anew, and
 * with it whoever lives in its network, process or IPC space; one that mounts a changed file is restarted; no other one.
 */
export function restartsOf({ resource, before, after }: Pair): Restart[] {
  if (resource.group !== "service") return [];
  const [olds, news] = [servicesOf(before?.inputs), servicesOf(after?.inputs)];
  const inputs = (after ?? before)?.inputs as { readonly [key: string]: Plain } | undefined;
  const place = { node: textAt(inputs, "node"), service: textAt(inputs, "service") };
  const moved = resource.operation === "replace";
  const reasons = reasonsOf(
    resource.changes.map((change) => change.path),
    olds,
    news,
    inputs,
  );
  const anew = withTied(news, new Set(moved ? Object.keys(news) : reasons.anew.keys()));
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])].sort().flatMap((container): Restart[] => {
    const [old, now] = [olds[container], news[container]];
    const because = [...(reasons.anew.get(container) ?? [])].slice(0, REASONS);
    if (old === undefined) return [{ ...place, container, action: "started", because: [] }];
    if (now === undefined) return [{ ...place, container, action: "stopped", because: [] }];
    if (anew.has(container)) return [{ ...place, container, action: "made anew", because, down: down(old, now, inputs) }];
    const files = reasons.files.get(container);
    return files === undefined
      ? []
      : [{ ...place, container, action: "restarted", because: files.slice(0, REASONS), down: down(old, now, inputs) }];
  });
}

function reasonsOf(
  paths: readonly string[],
  olds: Services,
  news: Services,
  inputs: Plain | undefined,
): { anew: Map<string, string[]>; files: Map<string, string[]> } {
  const anew = new Map<string, string[]>();
  const files = new Map<string, string[]>();
  const add = (to: Map<string, string[]>, name: string, path: string) => to.set(name, [...(to.get(name) ?? []), path]);
  for (const path of paths) {
    const [section, name = "", attribute] = parsePath(path).map(String);
    if (section === "services" && attribute !== undefined && !NOT_ENFORCED.has(attribute)) add(anew, name, path);
    if (section === "networks" || section === "volumes") {
      for (const [service, text] of Object.entries(news))
        if (Object.hasOwn(olds, service) && names(text, section).has(name)) add(anew, service, path);
    }
    if (section === "files") {
      for (const service of mounting(news, name, inputs)) add(files, service, path);
      for (const service of reading(news, name, inputs)) if (Object.hasOwn(olds, service)) add(anew, service, path);
    }
  }
  return { anew, files };
}

type Services = Readonly<Record<string, Plain>>;

function servicesOf(inputs: unknown): Services {
  const services = valueAt(inputs as Plain | undefined, ["document", "services"]);
  return isMap(services) ? services : {};
}

/** The networks or volumes a service names. */
function names(service: Plain, section: "networks" | "volumes"): Set<string> {
  const value = valueAt(service, [section]);
  if (isMap(value)) return new Set(Object.keys(value));
  const items = isList(value) ? value : [];
  return new Set(items.map((item) => (isMap(item) ? textAt(item, "source") : typeof item === "string" ? item : "")));
}

/** The services that mount a placed file or a folder around it. */
function mounting(services: Services, file: string, inputs: Plain | undefined): string[] {
  const place = `/opt/homelab/services/${textAt(inputs, "service")}/${file}`;
  return Object.entries(services).flatMap(([name, service]) => {
    const volumes = valueAt(service, ["volumes"]);
    const sources = (isList(volumes) ? volumes : []).map((mount) => textAt(mount, "source").replace(/\/$/, ""));
    return sources.some((source) => source !== "" && (place === source || place.startsWith(`${source}/`))) ? [name] : [];
  });
}

/** The services that take variables or labels out of a placed file: another content is another container. */
function reading(services: Services, file: string, inputs: Plain | undefined): string[] {
  const directory = `/opt/homelab/services/${textAt(inputs, "service")}`;
  return Object.entries(services).flatMap(([name, service]) => {
    const entries = ["env_file", "label_file"].flatMap((key) => {
      const value = valueAt(service, [key]);
      return isList(value) ? value : value === undefined || value === null ? [] : [value];
    });
    const named = entries.map((entry) => (isMap(entry) ? textAt(entry, "path") : typeof entry === "string" ? entry : ""));
    return named.some((one) => path.posix.resolve(directory, one) === `${directory}/${file}`) ? [name] : [];
  });
}

/** How long a container is away: about, when it stops at once and its first check passes; at most, until it is put back. */
function down(old: Plain, now: Plain, inputs: Plain | undefined): NonNullable<Restart["down"]> {
  const check = valueAt(now, ["healthcheck"]);
  const first =
    check === undefined || check === null
      ? SETTLE
      : (seconds(valueAt(check, ["start_interval"])) ?? seconds(valueAt(check, ["interval"])) ?? INTERVAL);
  const grace = seconds(valueAt(old, ["stop_grace_period"])) ?? GRACE;
  const deadline = seconds(valueAt(inputs, ["contract", "healthcheck", "deadline"])) ?? DEADLINE;
  return { about: Math.round(TURN + first), atMost: Math.round(grace + deadline) };
}

function seconds(value: Plain | undefined): number | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return Number(parseDuration(value)) / 1e9;
  } catch {
    // A variable, or something the model refuses in its own words.
    return undefined;
  }
}

function textAt(value: Plain | undefined, key: string): string {
  const found = valueAt(value, [key]);
  return typeof found === "string" ? found : "";
}
