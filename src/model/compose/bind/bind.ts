import type { MappingNode } from "../yaml/node.ts";
import {
  asAnyText, asDuration, asFlag, asFloat, asInteger, asList, asNamed, asOptions, asPrintedTexts, asRecord, asSize, asSwitch,
  asText, asTexts,
} from "./decode.ts";
import type { BindContext, Decoder, Field, Json } from "./decode.ts";
import {
  asBlkio, asBuild, asCommand, asDependencies, asDeploy, asDevelop, asDeviceRequests, asEnvironment, asExternal,
  asFileMounts, asHealthcheck, asHook, asHosts, asLabels, asMounts, asPorts, asProvider, asServiceModels, asServiceNetworks,
  asUlimits,
} from "./parts.ts";

const asNumber = asInteger();

/** A service's attributes in the order of Compose's output. */
const SERVICE_FIELDS: Readonly<Record<string, Field | Decoder>> = {
  profiles: asTexts,
  annotations: asOptions,
  attach: asSwitch,
  build: asBuild,
  develop: asDevelop,
  blkio_config: asBlkio,
  cap_add: asTexts,
  cap_drop: asTexts,
  cgroup_parent: asText,
  cgroup: asText,
  cpu_count: asNumber,
  cpu_percent: asFloat,
  cpu_period: asNumber,
  cpu_quota: asNumber,
  cpu_rt_period: asNumber,
  cpu_rt_runtime: asNumber,
  cpus: asFloat,
  cpuset: asText,
  cpu_shares: asNumber,
  command: { decode: asCommand, always: null },
  configs: asFileMounts,
  container_name: asText,
  credential_spec: asRecord({ config: asText, file: asText, registry: asText }),
  depends_on: asDependencies,
  deploy: asDeploy,
  device_cgroup_rules: asTexts,
  devices: asList(asRecord({ source: asText, target: asText, permissions: asText })),
  dns: asTexts,
  dns_opt: asTexts,
  dns_search: asTexts,
  domainname: asText,
  entrypoint: { decode: asCommand, always: null },
  provider: asProvider,
  environment: asEnvironment,
  env_file: asList(asRecord({ path: asText, required: asSwitch, format: asText })),
  expose: asPrintedTexts,
  external_links: asTexts,
  extra_hosts: asHosts,
  group_add: asTexts,
  gpus: asDeviceRequests,
  hostname: asText,
  healthcheck: asHealthcheck,
  image: asText,
  init: asSwitch,
  ipc: asText,
  isolation: asText,
  labels: asLabels,
  label_file: asTexts,
  links: asTexts,
  logging: asRecord({ driver: asText, options: asOptions }),
  mem_limit: asSize,
  mem_reservation: asSize,
  memswap_limit: asSize,
  mem_swappiness: asSize,
  mac_address: asText,
  models: asServiceModels,
  network_mode: asText,
  networks: asServiceNetworks,
  oom_kill_disable: asFlag,
  oom_score_adj: asNumber,
  pid: asText,
  pids_limit: asNumber,
  platform: asText,
  ports: asPorts,
  privileged: asFlag,
  pull_policy: asText,
  pull_refresh_after: { decode: asText, dropped: true },
  read_only: asFlag,
  restart: asText,
  runtime: asText,
  scale: asInteger({ keepZero: true }),
  secrets: asFileMounts,
  security_opt: asTexts,
  shm_size: asSize,
  stdin_open: asFlag,
  stop_grace_period: asDuration(true),
  stop_signal: asText,
  storage_opt: asNamed(asAnyText, ""),
  sysctls: asOptions,
  tmpfs: asTexts,
  tty: asFlag,
  ulimits: asUlimits,
  use_api_socket: asFlag,
  user: asText,
  userns_mode: asText,
  uts: asText,
  volumes: asMounts,
  volumes_from: asTexts,
  working_dir: asText,
  post_start: asList(asHook),
  pre_stop: asList(asHook),
};

/** The names of all attributes of a service in that order. */
export const SERVICE_ORDER: readonly string[] = Object.keys(SERVICE_FIELDS);

const SERVICE: Decoder = asRecord(SERVICE_FIELDS);

const NETWORK: Decoder = asRecord({
  name: asText,
  driver: asText,
  driver_opts: asOptions,
  ipam: {
    decode: asRecord({
      driver: asText,
      config: asList(asRecord({ subnet: asText, gateway: asText, ip_range: asText, aux_addresses: asOptions })),
      options: { decode: asOptions, dropped: true },
    }),
    always: {},
  },
  external: asExternal,
  internal: asFlag,
  attachable: asFlag,
  labels: asLabels,
  enable_ipv4: asSwitch,
  enable_ipv6: asSwitch,
});

const VOLUME: Decoder = asRecord({
  name: asText,
  driver: asText,
  driver_opts: asOptions,
  external: asExternal,
  labels: asLabels,
});

const FILE_OBJECT: Decoder = asRecord({
  name: asText,
  file: asText,
  environment: asText,
  content: asText,
  external: asExternal,
  labels: asLabels,
  driver: asText,
  driver_opts: asOptions,
  template_driver: asText,
});

const MODEL: Decoder = asRecord({ name: asText, model: asText, context_size: asNumber, runtime_flags: asTexts });

const COMPOSE: Decoder = asRecord({
  name: asText,
  services: { decode: asNamed(SERVICE, undefined), always: {} },
  networks: asNamed(NETWORK, undefined),
  volumes: asNamed(VOLUME, undefined),
  secrets: asNamed(FILE_OBJECT, undefined),
  configs: asNamed(FILE_OBJECT, undefined),
  models: asNamed(MODEL, undefined),
});

/** Gives every attribute its canonical type: bytes, durations, lists of words, mappings of text. */
export function bind(root: MappingNode, context: BindContext): Readonly<Record<string, Json>> {
  return COMPOSE(root, [], context) as Readonly<Record<string, Json>>;
}
