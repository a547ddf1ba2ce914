import type { PropertyPath } from "../rpc/property-path.ts";

/**
 * `guaranteed`: a service is only deployed when the engine enforces exactly this. `remembered`: another value on a container
 * that Compose has just made from the document is the form in which the engine stores the declared one.
 */
export type Group = "guaranteed" | "remembered";

export interface ComparedField {
  readonly group: Group;
  /** What of the engine's answer it is compared with. */
  readonly with: string;
}

const guaranteed = (field: string): ComparedField => ({ group: "guaranteed", with: field });
const remembered = (field: string): ComparedField => ({ group: "remembered", with: field });

/** Every attribute of a service that is compared. */
export const COMPARED: Readonly<Record<string, ComparedField>> = {
  image: guaranteed("Config.Image, and what the tag names on the node"),
  container_name: guaranteed("Name"),
  mem_limit: guaranteed("HostConfig.Memory"),
  mem_reservation: guaranteed("HostConfig.MemoryReservation"),
  memswap_limit: guaranteed("HostConfig.MemorySwap"),
  mem_swappiness: guaranteed("HostConfig.MemorySwappiness"),
  oom_score_adj: guaranteed("HostConfig.OomScoreAdj"),
  oom_kill_disable: guaranteed("HostConfig.OomKillDisable"),
  cpus: guaranteed("HostConfig.NanoCpus"),
  cpu_shares: guaranteed("HostConfig.CpuShares"),
  cpu_quota: guaranteed("HostConfig.CpuQuota"),
  cpu_period: guaranteed("HostConfig.CpuPeriod"),
  cpuset: guaranteed("HostConfig.CpusetCpus"),
  pids_limit: guaranteed("HostConfig.PidsLimit"),
  shm_size: guaranteed("HostConfig.ShmSize, when declared"),
  deploy: guaranteed("restart_policy and resources, as the attributes they stand for; labels and the rest are for swarm"),
  scale: guaranteed("the number of containers"),
  restart: guaranteed("HostConfig.RestartPolicy"),
  user: guaranteed("Config.User"),
  group_add: guaranteed("HostConfig.GroupAdd"),
  privileged: guaranteed("HostConfig.Privileged"),
  read_only: guaranteed("HostConfig.ReadonlyRootfs"),
  cap_add: guaranteed("HostConfig.CapAdd"),
  cap_drop: guaranteed("HostConfig.CapDrop"),
  security_opt: guaranteed("HostConfig.SecurityOpt, MaskedPaths, ReadonlyPaths"),
  devices: guaranteed("HostConfig.Devices"),
  device_cgroup_rules: guaranteed("HostConfig.DeviceCgroupRules"),
  gpus: guaranteed("HostConfig.DeviceRequests"),
  pid: guaranteed("HostConfig.PidMode"),
  ipc: guaranteed("HostConfig.IpcMode"),
  uts: guaranteed("HostConfig.UTSMode"),
  userns_mode: guaranteed("HostConfig.UsernsMode"),
  cgroup_parent: guaranteed("HostConfig.CgroupParent"),
  ports: guaranteed("HostConfig.PortBindings"),
  volumes: guaranteed("Mounts"),
  tmpfs: guaranteed("HostConfig.Tmpfs"),
  networks: guaranteed("NetworkSettings.Networks"),
  network_mode: guaranteed("HostConfig.NetworkMode"),
  command: remembered("Config.Cmd"),
  entrypoint: remembered("Config.Entrypoint"),
  working_dir: remembered("Config.WorkingDir"),
  stop_signal: remembered("Config.StopSignal"),
  stop_grace_period: remembered("Config.StopTimeout"),
  hostname: remembered("Config.Hostname"),
  init: remembered("HostConfig.Init"),
  tty: remembered("Config.Tty"),
  stdin_open: remembered("Config.OpenStdin"),
  environment: remembered("Config.Env"),
  labels: remembered("Config.Labels"),
  healthcheck: remembered("Config.Healthcheck"),
  logging: remembered("HostConfig.LogConfig"),
  ulimits: remembered("HostConfig.Ulimits, declared ones"),
  sysctls: remembered("HostConfig.Sysctls"),
  extra_hosts: remembered("HostConfig.ExtraHosts"),
  dns: remembered("HostConfig.Dns"),
  dns_search: remembered("HostConfig.DnsSearch"),
  dns_opt: remembered("HostConfig.DnsOptions"),
};

/** Every other attribute of a service, with the reason why it is not compared. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  annotations: "nothing here reads them",
  attach: "for `docker compose up` in a terminal",
  blkio_config: "not used here",
  build: "images are built elsewhere",
  cgroup: "the engine's choice where it is not declared; not used here",
  configs: "the mount is known, its content is not compared",
  cpu_count: "Windows",
  cpu_percent: "Windows",
  cpu_rt_period: "needs a real-time kernel; not used here",
  cpu_rt_runtime: "needs a real-time kernel; not used here",
  credential_spec: "Windows",
  depends_on: "steers Compose",
  develop: "for `docker compose watch`",
  domainname: "not used here",
  env_file: "compared as a part of `environment`",
  expose: "documents a port, opens none",
  extends: "is resolved before",
  external_links: "not used here",
  isolation: "Windows",
  label_file: "compared as a part of `labels`",
  links: "not used here",
  mac_address: "not used here; in `networks` it is compared",
  models: "needs Docker's model runner",
  platform: "decides which image is pulled",
  post_start: "steers Compose",
  pre_stop: "steers Compose",
  profiles: "decides whether `up` starts it",
  provider: "no container",
  pull_policy: "steers Compose",
  pull_refresh_after: "steers Compose",
  runtime: "not used here",
  secrets: "the mount is known, its content is not compared",
  storage_opt: "not used here",
  use_api_socket: "not used here",
  volumes_from: "what another container mounts is compared there",
};

/** The attribute of a service that a difference is about; undefined for what is no attribute of a service. */
export function attributeAt(path: PropertyPath): string | undefined {
  const [section, kind, , attribute] = path;
  return section === "document" && kind === "services" && typeof attribute === "string" ? attribute : undefined;
}

/** Whether the engine may keep what stands at a path in a form of its own. What is in no table may not. */
export function isRemembered(path: PropertyPath): boolean {
  const attribute = attributeAt(path);
  return attribute !== undefined && Object.hasOwn(COMPARED, attribute) && COMPARED[attribute]?.group === "remembered";
}
