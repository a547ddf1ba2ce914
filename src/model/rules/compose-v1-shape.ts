/** What docker-compose 1.29.2 reads at a place of a document. */
export type V1Shape =
  | "any"
  /** A mapping with these keys and no others. */
  | { readonly keys: Readonly<Record<string, V1Shape>> }
  /** A mapping or list whose entries are all alike. */
  | { readonly each: V1Shape }
  /** Everything but the values for which this is true. */
  | { readonly refuse: (value: unknown) => boolean };

const any = (...names: readonly string[]): Record<string, V1Shape> => Object.fromEntries(names.map((name) => [name, "any"]));
const only = (value: unknown): V1Shape => ({ refuse: (given) => given !== value });

// Canonical documents say more than their author wrote (`depends_on.x.required: true`, `bind.create_host_path: true`, the
// project's name); what only repeats 1.29.2's own behaviour is left out when the document is written for it, and is fine here.

const resource = (...extra: readonly string[]): V1Shape => ({ keys: any("cpus", "memory", ...extra) });

const service: V1Shape = {
  keys: {
    ...any(
      ...["blkio_config", "cap_add", "cap_drop", "cgroup_parent", "command", "container_name", "cpu_count", "cpu_percent"],
      ...["cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus", "cpuset", "credential_spec"],
      ...["device_cgroup_rules", "dns", "dns_opt", "dns_search", "domainname", "entrypoint", "environment", "expose"],
      ...["external_links", "extra_hosts", "group_add", "hostname", "image", "init", "ipc", "isolation", "labels", "links"],
      ...["logging", "mac_address", "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit", "network_mode"],
      ...["oom_kill_disable", "oom_score_adj", "pid", "pids_limit", "platform", "privileged", "profiles", "pull_policy"],
      ...["read_only", "restart", "runtime", "scale", "security_opt", "shm_size", "stdin_open", "stop_grace_period"],
      ...["stop_signal", "storage_opt", "sysctls", "tmpfs", "tty", "ulimits", "user", "userns_mode", "volumes_from", "working_dir"],
    ),
    build: {
      keys: any("context", "dockerfile", "args", "labels", "cache_from", "network", "target", "shm_size", "extra_hosts", "isolation"),
    },
    configs: { each: { keys: any("source", "target", "uid", "gid", "mode") } },
    secrets: { each: { keys: any("source", "target", "uid", "gid", "mode") } },
    depends_on: { each: { keys: { condition: "any", required: only(true), restart: only(false) } } },
    deploy: {
      keys: {
        ...any("mode", "endpoint_mode", "replicas", "labels", "rollback_config", "update_config", "restart_policy", "placement"),
        resources: { keys: { limits: resource(), reservations: resource("generic_resources", "devices") } },
      },
    },
    devices: { each: { keys: { source: { refuse: (value) => typeof value === "string" && !value.startsWith("/") }, target: "any", permissions: "any" } } },
    env_file: { each: { keys: { path: "any", required: only(true) } } },
    healthcheck: { keys: any("disable", "interval", "retries", "test", "timeout", "start_period") },
    networks: { each: { keys: any("aliases", "ipv4_address", "ipv6_address", "link_local_ips", "priority") } },
    ports: { each: { keys: any("mode", "target", "published", "protocol", "host_ip") } },
    volumes: {
      each: {
        keys: {
          type: { refuse: (value) => value === "image" || value === "cluster" },
          ...any("source", "target", "read_only", "consistency"),
          bind: { keys: { propagation: "any", selinux: "any", create_host_path: only(true) } },
          volume: { keys: any("nocopy") },
          tmpfs: { keys: any("size") },
        },
      },
    },
  },
};

/** What docker-compose 1.29.2 reads, from the `compose_spec.json` in its package. */
export const composeV1: V1Shape = {
  keys: {
    name: "any",
    version: "any",
    services: { each: service },
    networks: { each: { keys: any("name", "driver", "driver_opts", "ipam", "external", "internal", "enable_ipv6", "attachable", "labels") } },
    volumes: { each: { keys: any("name", "driver", "driver_opts", "external", "labels") } },
    secrets: { each: { keys: any("name", "file", "external", "labels", "driver", "driver_opts", "template_driver") } },
    configs: { each: { keys: any("name", "file", "external", "labels", "template_driver") } },
  },
};
