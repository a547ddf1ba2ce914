import type { Problem } from "../problem.ts";
import { formatPath } from "../data-path.ts";
import { define } from "../decode/decode.ts";
import { isJsonMap } from "../json.ts";
import type { Json, JsonMap } from "../json.ts";
import type { ResolvedCompose } from "../resolve/resolve.ts";
import { writeYaml } from "../render/yaml.ts";
import {
  build,
  command,
  dependencies,
  deploy,
  devices,
  duration,
  envFiles,
  fileMounts,
  healthcheck,
  hosts,
  mounts,
  ports,
  pullPolicy,
  serviceNetworks,
  size,
  ulimits,
} from "./parts.ts";
import { each, keep, literal, named, unknown } from "./rules.ts";
import type { Refuse, Rule } from "./rules.ts";
import { oldVariables } from "./variables.ts";

/** Configs outside Swarm are ignored by 1.29.2 with a warning, so a container would start without its files. */
const ignoredConfigs: Rule = (_value, path, refuse) => {
  refuse(path, "Compose 1.29.2 ignores configs", "mount the file as a bind");
  return undefined;
};

const SERVICE: Readonly<Record<string, Rule>> = {
  blkio_config: keep,
  build,
  cap_add: keep,
  cap_drop: keep,
  cgroup_parent: keep,
  command,
  configs: ignoredConfigs,
  container_name: keep,
  cpu_count: keep,
  cpu_percent: literal,
  cpu_period: keep,
  cpu_quota: keep,
  cpu_rt_period: keep,
  cpu_rt_runtime: keep,
  cpu_shares: keep,
  cpus: keep,
  cpuset: keep,
  credential_spec: keep,
  deploy,
  device_cgroup_rules: keep,
  devices,
  dns: keep,
  dns_opt: keep,
  dns_search: keep,
  domainname: keep,
  entrypoint: command,
  env_file: envFiles,
  environment: keep,
  expose: keep,
  external_links: keep,
  extra_hosts: hosts,
  group_add: keep,
  healthcheck,
  hostname: keep,
  image: keep,
  init: literal,
  ipc: keep,
  isolation: keep,
  labels: keep,
  links: keep,
  logging: keep,
  mac_address: keep,
  mem_limit: size,
  mem_reservation: size,
  mem_swappiness: (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
  memswap_limit: size,
  network_mode: keep,
  networks: serviceNetworks,
  oom_kill_disable: keep,
  oom_score_adj: keep,
  pid: keep,
  pids_limit: keep,
  platform: keep,
  ports,
  privileged: keep,
  profiles: keep,
  pull_policy: pullPolicy,
  read_only: keep,
  restart: keep,
  runtime: keep,
  scale: keep,
  secrets: fileMounts,
  security_opt: keep,
  shm_size: keep,
  stdin_open: keep,
  stop_grace_period: duration,
  stop_signal: keep,
  storage_opt: keep,
  sysctls: keep,
  tmpfs: keep,
  tty: keep,
  ulimits,
  user: keep,
  userns_mode: keep,
  volumes: mounts,
  volumes_from: keep,
  working_dir: keep,
};

const TOP: Readonly<Record<string, Rule>> = {
  networks: named(
    each({
      name: keep,
      driver: keep,
      driver_opts: keep,
      ipam: keep,
      external: keep,
      internal: keep,
      attachable: keep,
      labels: keep,
      enable_ipv6: literal,
    }),
  ),
  volumes: named(keep),
  secrets: named(each({ name: keep, file: keep, external: keep, labels: keep, driver: keep, driver_opts: keep, template_driver: keep })),
};

/**
 * A resolved document as a file that Compose 1.29.2 takes. What that version has no word for is a problem that names the
 * attribute and its place; nothing is left out silently. The project's name is not part of the file, it goes behind `-p`.
 */
export function renderComposeV1(resolved: ResolvedCompose): { readonly text?: string; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const refuse: Refuse = (path, message, fix) => {
    const place = resolved.placeOf(path);
    problems.push({
      ...(place === undefined ? {} : { place }),
      path: formatPath(path),
      message,
      ...(fix === undefined ? {} : { fix }),
    });
  };
  const result: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(resolved.document as unknown as JsonMap)) {
    if (key === "name" || key.startsWith("x-")) continue;
    if (key === "services") result[key] = services(value, refuse);
    else if (key === "configs") continue;
    else {
      const rule = TOP[key] ?? unknown;
      const changed = rule(value, [key], refuse);
      if (changed !== undefined) define(result, key, changed);
    }
  }
  const document = oldVariables(result, resolved.expanded, refuse) as JsonMap;
  return problems.length > 0 ? { problems } : { text: writeYaml(document, { sorted: false, quoted: true }), problems };
}

function services(value: Json, refuse: Refuse): Json {
  if (!isJsonMap(value)) return value;
  const result: { [key: string]: Json } = {};
  for (const [name, service] of Object.entries(value)) {
    const rules = { ...SERVICE, depends_on: dependencies(isJsonMap(service) ? service : {}) };
    define(result, name, each(rules)(service, ["services", name], refuse) ?? null);
  }
  return result;
}
