import { isJsonMap } from "../json.ts";
import type { Json, JsonMap } from "../json.ts";
import { DurationError, parseDuration } from "../values/duration.ts";
import { hasVariables } from "../values/template.ts";
import { each, items, keep, keepSet, literal, named, textOf, unknown } from "./rules.ts";
import type { Rule } from "./rules.ts";

/** 1.29.2 knows hours, minutes and seconds, the latter with decimals. */
export const duration: Rule = (value, path, refuse) => {
  if (typeof value !== "string" || hasVariables(value)) return value;
  try {
    const nanoseconds = parseDuration(value);
    if (nanoseconds < 0n) refuse(path, "Compose 1.29.2 knows no negative duration");
    return nanoseconds % 1_000_000_000n === 0n ? value : `${Number(nanoseconds) / 1e9}s`;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return value;
  }
};

/** A size that may be negative, which 1.29.2 reads as a number only. */
export const size: Rule = (value) => (typeof value === "string" && /^-\d+$/.test(value) ? Number(value) : value);

/** `host=address` → `host:address`. */
export const hosts: Rule = items((value) => (typeof value === "string" ? value.replace("=", ":") : value));

export const devices: Rule = items((value) => {
  if (!isJsonMap(value)) return value;
  return [value["source"], value["target"], value["permissions"]]
    .filter((part) => part !== undefined)
    .map(textOf)
    .join(":");
});

export const ulimits: Rule = named((value) => (isJsonMap(value) ? { soft: value["soft"] ?? 0, hard: value["hard"] ?? 0 } : value));

export const pullPolicy: Rule = (value, path, refuse) => {
  if (value === "missing") return "if_not_present";
  if (value !== "always" && value !== "never" && value !== "build") {
    refuse(path, `Compose 1.29.2 does not know the policy ${textOf(value)}`, "use always, never, missing or build");
  }
  return value;
};

export const healthcheck: Rule = each({
  test: keep,
  interval: duration,
  timeout: duration,
  retries: keep,
  start_period: duration,
  disable: keep,
});

export const envFiles: Rule = items((value, path, refuse) => {
  if (!isJsonMap(value)) return value;
  if (value["required"] === false) refuse(path, "Compose 1.29.2 knows no optional env_file", "make sure that the file exists");
  if (value["format"] !== undefined) refuse(path, "Compose 1.29.2 knows no format of an env_file");
  return value["path"] ?? null;
});

/** A port in the short form: the long one has no address in 1.29.2. */
export const ports: Rule = (value, path, refuse) => {
  const short = onePort(value, path, refuse);
  if (!Array.isArray(short)) return short;
  // The same port written as a number and as text comes out twice, which 1.29.2 refuses.
  const seen = new Set<string>();
  return (short as readonly Json[]).filter((port) => {
    const key = JSON.stringify(port);
    return !seen.has(key) && seen.add(key);
  });
};

const onePort: Rule = items((value, path, refuse) => {
  if (!isJsonMap(value)) return value;
  for (const key of ["name", "app_protocol"]) if (value[key] !== undefined) unknown(value[key], [...path, key], refuse);
  const { mode, host_ip: address, target, published, protocol } = value;
  if (mode !== undefined && mode !== "ingress") {
    if (address !== undefined) refuse([...path, "host_ip"], `Compose 1.29.2 takes no address together with mode ${textOf(mode)}`);
    if (typeof published === "string" && !/^\d+$/.test(published))
      refuse([...path, "published"], "Compose 1.29.2 takes one number together with a mode");
    return { mode, target: target ?? 0, ...(published === undefined ? {} : { published: Number(published) }), protocol: protocol ?? "tcp" };
  }
  const host = address === undefined ? "" : `${textOf(address)}:`;
  const outside = published === undefined ? (address === undefined ? "" : ":") : `${textOf(published)}:`;
  return `${host}${outside}${textOf(target)}/${textOf(protocol ?? "tcp")}`;
});

/** A mount: short where that says it all, since a short bind also makes a missing folder. */
export const mounts: Rule = items((value, path, refuse) => {
  if (!isJsonMap(value)) return value;
  const { type, source, target, read_only: readOnly, consistency, bind, volume, tmpfs } = value;
  const bindKeys = isJsonMap(bind) ? bind : {};
  const volumeKeys = isJsonMap(volume) ? volume : {};
  if (type === "image" || type === "cluster") refuse([...path, "type"], `Compose 1.29.2 does not know the mount type ${type}`);
  if (bindKeys["recursive"] !== undefined) unknown(true, [...path, "bind", "recursive"], refuse);
  for (const key of ["labels", "subpath"]) if (volumeKeys[key] !== undefined) unknown(true, [...path, "volume", key], refuse);
  if (isJsonMap(tmpfs) && tmpfs["mode"] !== undefined) unknown(true, [...path, "tmpfs", "mode"], refuse);
  const plain = type === "volume" || (type === "bind" && bindKeys["create_host_path"] === true);
  // A colon inside a path would separate; only the long form can say it.
  const colons = [source, target].some((part) => typeof part === "string" && withoutVariables(part).includes(":"));
  if (plain && !colons && consistency === undefined && typeof readOnly !== "string") {
    const options = [
      readOnly === true ? "ro" : undefined,
      bindKeys["selinux"],
      bindKeys["propagation"],
      volumeKeys["nocopy"] === true ? "nocopy" : undefined,
    ].filter((option) => option !== undefined);
    return [source, target, options.length === 0 || source === undefined ? undefined : options.map(textOf).join(",")]
      .filter((part) => part !== undefined)
      .map(textOf)
      .join(":");
  }
  if (bindKeys["selinux"] !== undefined) refuse([...path, "bind", "selinux"], "Compose 1.29.2 takes selinux in the short form only");
  return {
    ...pick(value, ["type", "source", "target", "read_only", "consistency"]),
    ...(bindKeys["propagation"] === undefined ? {} : { bind: { propagation: bindKeys["propagation"] } }),
    ...(volumeKeys["nocopy"] === undefined ? {} : { volume: { nocopy: volumeKeys["nocopy"] } }),
    ...(isJsonMap(tmpfs) && tmpfs["size"] !== undefined ? { tmpfs: { size: Number(tmpfs["size"]) } } : {}),
  };
});

function pick(object: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(keys.flatMap((key) => (object[key] === undefined ? [] : [[key, object[key] ?? null]])));
}

export const serviceNetworks: Rule = named((value, path, refuse) => {
  if (value === null) return null;
  const rules = { aliases: keep, ipv4_address: keep, ipv6_address: keep, link_local_ips: keep, priority: literal };
  return each(rules)(value, path, refuse);
});

export const fileMounts: Rule = items((value) => {
  if (!isJsonMap(value)) return value;
  const mode = value["mode"];
  return { ...value, ...(typeof mode === "string" && /^[0-7]+$/.test(mode) ? { mode: Number.parseInt(mode, 8) } : {}) };
});

export const build: Rule = each({
  context: keep,
  dockerfile: keep,
  args: keep,
  labels: keep,
  cache_from: keep,
  network: keep,
  target: keep,
  shm_size: keep,
  extra_hosts: hosts,
  isolation: keep,
});

const update: Rule = each({
  parallelism: keep,
  delay: duration,
  failure_action: keep,
  monitor: duration,
  max_failure_ratio: keep,
  order: keep,
});

export const deploy: Rule = each({
  mode: keep,
  endpoint_mode: keep,
  replicas: keep,
  labels: keep,
  update_config: update,
  rollback_config: update,
  resources: each({
    limits: each({ cpus: keep, memory: keep }),
    reservations: each({ cpus: keep, memory: keep, generic_resources: keep, devices: keep }),
  }),
  restart_policy: each({ condition: keep, delay: duration, max_attempts: keep, window: duration }),
  placement: each({ constraints: keep, preferences: keep, max_replicas_per_node: keep }),
});

export const command: Rule = keepSet;

/** What a service uses of another one implies that it starts later; 1.29.2 sees that by itself. */
export function dependencies(service: JsonMap): Rule {
  const implied = new Set<string>();
  const add = (value: Json | undefined): void => {
    if (typeof value === "string") implied.add(value.replace(/^service:/, "").split(":")[0] ?? value);
  };
  for (const list of [service["links"], service["volumes_from"]]) if (Array.isArray(list)) (list as readonly Json[]).forEach(add);
  for (const key of ["network_mode", "ipc", "pid", "uts"]) add(service[key]);
  return (value, path, refuse) => {
    if (!isJsonMap(value)) return value;
    const result: { [key: string]: Json } = {};
    for (const [name, dependency] of Object.entries(value)) {
      if (!isJsonMap(dependency)) continue;
      if (dependency["required"] !== true) refuse([...path, name], "Compose 1.29.2 knows no optional dependency");
      const own = dependency["condition"] !== "service_started" || !implied.has(name);
      if (own && dependency["restart"] !== undefined)
        refuse([...path, name, "restart"], "Compose 1.29.2 does not restart dependents", "remove restart");
      result[name] = { condition: dependency["condition"] ?? "service_started" };
    }
    return result;
  };
}

/** What stands beside `${…}`; behind the last brace none is closed, and none is looked for. */
function withoutVariables(text: string): string {
  const closed = text.lastIndexOf("}") + 1;
  return text.slice(0, closed).replace(/\$\{[^}]*\}/g, "") + text.slice(closed);
}
