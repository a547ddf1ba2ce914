import {
  ANY_TEXTS,
  ASSIGNMENTS,
  BOOLEAN,
  closed,
  COMMAND,
  COUNT,
  FLAG,
  HOSTS,
  NAME,
  NO_KEYS,
  NUMBER,
  options,
  record,
  TEXT,
  TEXT_OR_TEXTS,
  TEXTS,
  word,
} from "./shape.ts";
import type { Shape } from "./shape.ts";

export const ULIMITS: Shape = {
  map: {
    keys: NO_KEYS,
    names: { pattern: /^[a-z]+$/, shape: { ...COUNT, ...record({ hard: COUNT, soft: COUNT }, ["soft", "hard"]) } },
    open: true,
  },
};

/** A config or a secret as a service mounts it. */
export const FILE_MOUNTS: Shape = {
  list: {
    items: {
      text: true,
      ...record({ source: TEXT, target: TEXT, uid: TEXT, gid: TEXT, mode: { number: true, text: true } }),
    },
  },
};

export const HOOK: Shape = record({ command: COMMAND, user: TEXT, privileged: FLAG, working_dir: TEXT, environment: ASSIGNMENTS }, [
  "command",
]);

const DEVICE_REQUEST_KEYS = {
  capabilities: TEXTS,
  count: COUNT,
  device_ids: TEXTS,
  driver: TEXT,
  options: ASSIGNMENTS,
} as const;
export const DEVICE_REQUESTS: Shape = { list: { items: record(DEVICE_REQUEST_KEYS, ["capabilities"]) } };
export const GPUS: Shape = { text: { oneOf: ["all"] }, list: { items: record(DEVICE_REQUEST_KEYS) } };

export const HEALTHCHECK: Shape = record({
  disable: FLAG,
  interval: TEXT,
  retries: { number: true, text: true },
  test: { text: true, list: { items: TEXT } },
  timeout: TEXT,
  start_period: TEXT,
  start_interval: TEXT,
});

export const DEVELOP: Shape = {
  null: true,
  ...record({
    watch: {
      list: {
        items: record(
          {
            ignore: TEXT_OR_TEXTS,
            include: TEXT_OR_TEXTS,
            path: TEXT,
            action: word("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
            target: TEXT,
            exec: HOOK,
            initial_sync: BOOLEAN,
          },
          ["path", "action"],
        ),
      },
    },
  }),
};

export const BUILD: Shape = {
  text: true,
  ...record({
    context: TEXT,
    dockerfile: TEXT,
    dockerfile_inline: TEXT,
    entitlements: ANY_TEXTS,
    args: ASSIGNMENTS,
    ssh: ASSIGNMENTS,
    labels: ASSIGNMENTS,
    cache_from: ANY_TEXTS,
    cache_to: ANY_TEXTS,
    no_cache: FLAG,
    additional_contexts: ASSIGNMENTS,
    network: TEXT,
    provenance: FLAG,
    sbom: FLAG,
    pull: FLAG,
    target: TEXT,
    shm_size: COUNT,
    extra_hosts: HOSTS,
    isolation: TEXT,
    privileged: FLAG,
    secrets: FILE_MOUNTS,
    tags: ANY_TEXTS,
    ulimits: ULIMITS,
    platforms: ANY_TEXTS,
  }),
};

const BLKIO_LIMIT: Shape = { list: { items: closed({ path: TEXT, rate: COUNT }) } };
export const BLKIO: Shape = closed({
  device_read_bps: BLKIO_LIMIT,
  device_read_iops: BLKIO_LIMIT,
  device_write_bps: BLKIO_LIMIT,
  device_write_iops: BLKIO_LIMIT,
  weight: COUNT,
  weight_device: { list: { items: closed({ path: TEXT, weight: COUNT }) } },
});

export const DEPENDS_ON: Shape = {
  ...TEXTS,
  map: {
    keys: NO_KEYS,
    names: {
      pattern: NAME,
      shape: record(
        {
          restart: FLAG,
          required: BOOLEAN,
          condition: word("service_started", "service_healthy", "service_completed_successfully"),
        },
        ["condition"],
      ),
    },
    extensions: false,
  },
};

export const SERVICE_NETWORKS: Shape = {
  ...TEXTS,
  map: {
    keys: NO_KEYS,
    names: {
      pattern: NAME,
      shape: {
        null: true,
        ...record({
          aliases: TEXTS,
          interface_name: TEXT,
          ipv4_address: TEXT,
          ipv6_address: TEXT,
          link_local_ips: TEXTS,
          mac_address: TEXT,
          driver_opts: options({ text: true, number: true }),
          priority: NUMBER,
          gw_priority: NUMBER,
        }),
      },
    },
    extensions: false,
  },
};

export const SERVICE_MODELS: Shape = {
  ...TEXTS,
  map: {
    keys: NO_KEYS,
    names: { pattern: NAME, shape: { null: true, ...record({ endpoint_var: TEXT, model_var: TEXT }) } },
    open: true,
  },
};

export const PORTS: Shape = {
  list: {
    unique: true,
    items: {
      number: true,
      text: true,
      ...record({
        name: TEXT,
        mode: TEXT,
        host_ip: TEXT,
        target: COUNT,
        published: COUNT,
        protocol: TEXT,
        app_protocol: TEXT,
      }),
    },
  },
};

export const VOLUMES: Shape = {
  list: {
    unique: true,
    items: {
      text: true,
      ...record(
        {
          type: word("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
          source: TEXT,
          target: TEXT,
          read_only: FLAG,
          consistency: TEXT,
          bind: record({
            propagation: TEXT,
            create_host_path: FLAG,
            recursive: word("enabled", "disabled", "writable", "readonly"),
            selinux: word("z", "Z"),
          }),
          volume: record({ labels: ASSIGNMENTS, nocopy: FLAG, subpath: TEXT }),
          tmpfs: record({ size: { integer: { min: 0 }, text: true }, mode: { number: true, text: true } }),
          image: record({ subpath: TEXT }),
        },
        ["type"],
      ),
    },
  },
};
