import { ShellWordsError, splitShellWords } from "../values/shell-words.ts";
import { escapeDollars, hasVariables, unescapeDollars } from "../values/template.ts";
import { entry, isNull, stringOf } from "../yaml/node.ts";
import {
  asAnyText,
  asAssignments,
  asDuration,
  asFlag,
  asFloat,
  asInteger,
  asList,
  asNamed,
  asOptions,
  asPrintedTexts,
  asPublished,
  asRecord,
  asSize,
  asSwitch,
  asText,
  asTexts,
  compareBytes,
  refuseValue,
} from "./decode.ts";
import type { Json } from "../json.ts";
import type { Decoder } from "./decode.ts";

/** A command: nothing, or its words. One text is split; a text with variables stays one, its words are not known yet. */
export const asCommand: Decoder = (node, path, context) => {
  if (isNull(node)) return undefined;
  if (node.kind === "sequence") return node.items.map((item, index) => asAnyText(item, [...path, index], context) ?? "");
  const line = stringOf(node);
  if (line === undefined) return undefined;
  if (context.symbolic && hasVariables(line)) return line;
  try {
    if (!context.symbolic) return splitShellWords(line);
    return splitShellWords(unescapeDollars(line)).map(escapeDollars);
  } catch (error) {
    if (!(error instanceof ShellWordsError)) throw error;
    refuseValue(node, path, context, error.message, "words; quote what belongs together, or write a list");
    return;
  }
};

/** A health check's test: one text runs in a shell. */
export const asTest: Decoder = (node, path, context) => {
  const line = stringOf(node);
  if (line !== undefined) return ["CMD-SHELL", line];
  return asTexts(node, path, context);
};

export const asLabels: Decoder = asAssignments("");
export const asEnvironment: Decoder = asAssignments(null);

/** `host=address` lines, sorted. */
export const asHosts: Decoder = (node, path, context) => {
  const lines: string[] = [];
  const add = (host: string, address: string): void => {
    if (host === "" || /[:=]/.test(host)) {
      refuseValue(node, path, context, `${JSON.stringify(host)} is no host name`, "HOST=ADDRESS, HOST:ADDRESS or a mapping");
    }
    const bare = address.length > 2 && address.startsWith("[") && address.endsWith("]") ? address.slice(1, -1) : address;
    lines.push(`${host}=${bare}`);
  };
  if (node.kind === "mapping") {
    for (const [host, value] of node.entries) {
      const values = value.kind === "sequence" ? value.items : [value];
      for (const each of values) add(host, stringOf(each) ?? "");
    }
  } else if (node.kind === "sequence") {
    node.items.forEach((item, index) => {
      const line = stringOf(item) ?? "";
      const at = line.includes("=") ? line.indexOf("=") : line.indexOf(":");
      if (at === -1) {
        refuseValue(item, [...path, index], context, `${JSON.stringify(line)} has no address`, "HOST=ADDRESS or HOST:ADDRESS");
        return;
      }
      for (const address of line.slice(at + 1).split(",")) add(line.slice(0, at), address);
    });
  }
  return lines.length === 0 ? undefined : lines.sort(compareBytes);
};

const asSingleLimit = asInteger({ keepZero: true });
const asLimits = asRecord({ soft: asInteger(), hard: asInteger() });
export const asUlimits: Decoder = asNamed((node, path, context) => {
  if (node.kind === "mapping") return asLimits(node, path, context);
  const single = asSingleLimit(node, path, context);
  return single === 0 ? {} : single;
}, undefined);

/** A file mode: octal text, or a number that YAML has already read. Printed as octal with a leading zero. */
const asMode: Decoder = (node, path, context) => {
  if (node.kind === "scalar" && node.type === "int") return `0${Number(node.value).toString(8)}`;
  const value = stringOf(node);
  if (value !== undefined && context.symbolic && hasVariables(value)) return value;
  if (value !== undefined && /^[0-7]+$/.test(value)) return `0${Number.parseInt(value, 8).toString(8)}`;
  refuseValue(node, path, context, `${value === undefined ? "the value" : JSON.stringify(value)} is no file mode`, 'octal digits, "0440"');
};

export const asFileMounts: Decoder = asList(asRecord({ source: asText, target: asText, uid: asText, gid: asText, mode: asMode }));

const asNumber = asInteger();
const asDeviceCount: Decoder = (node, path, context) => (stringOf(node)?.toLowerCase() === "all" ? -1 : asNumber(node, path, context));

export const asDeviceRequests: Decoder = asList(
  asRecord({ capabilities: asTexts, driver: asText, count: asDeviceCount, device_ids: asTexts, options: asOptions }),
);

export const asHook: Decoder = asRecord({
  command: { decode: asCommand, always: null },
  user: asText,
  privileged: asFlag,
  working_dir: asText,
  environment: asEnvironment,
});

export const asHealthcheck: Decoder = asRecord({
  test: asTest,
  timeout: asDuration(true),
  interval: asDuration(true),
  retries: asInteger({ keepZero: true, unsigned: true }),
  start_period: asDuration(true),
  start_interval: asDuration(true),
  disable: asFlag,
});

export const asDevelop: Decoder = asRecord({
  watch: asList(
    asRecord({
      path: { decode: asAnyText, always: "" },
      action: { decode: asAnyText, always: "" },
      target: asText,
      exec: { decode: asHook, always: { command: null } },
      include: asTexts,
      ignore: asTexts,
      initial_sync: asFlag,
    }),
  ),
});

const asSsh: Decoder = (node) => {
  if (node.kind !== "mapping") return undefined;
  // Compose prints them in no order at all; a document that changes by itself would be drift.
  const entries = [...node.entries].sort(([a], [b]) => compareBytes(a, b));
  const keys: Json[] = entries.map(([id, path]) => {
    const value = stringOf(path) ?? "";
    return value === "" ? id : { [id]: value };
  });
  return keys.length === 0 ? undefined : keys;
};

export const asBuild: Decoder = asRecord({
  context: asText,
  dockerfile: asText,
  dockerfile_inline: asText,
  entitlements: asTexts,
  args: asEnvironment,
  provenance: asText,
  sbom: asText,
  ssh: asSsh,
  labels: asLabels,
  cache_from: asTexts,
  cache_to: asTexts,
  no_cache: asFlag,
  additional_contexts: asOptions,
  pull: asFlag,
  extra_hosts: asHosts,
  isolation: asText,
  network: asText,
  target: asText,
  secrets: asFileMounts,
  shm_size: asSize,
  tags: asTexts,
  ulimits: asUlimits,
  platforms: asTexts,
  privileged: asFlag,
});

const asThrottles: Decoder = asList(asRecord({ path: { decode: asAnyText, always: "" }, rate: { decode: asSize, always: "0" } }));
export const asBlkio: Decoder = asRecord({
  weight: asInteger({ unsigned: true, bits: 16 }),
  weight_device: asList(
    asRecord({
      path: { decode: asAnyText, always: "" },
      weight: { decode: asInteger({ unsigned: true, bits: 16 }), always: 0 },
    }),
  ),
  device_read_bps: asThrottles,
  device_read_iops: asThrottles,
  device_write_bps: asThrottles,
  device_write_iops: asThrottles,
});

export const asPorts: Decoder = asList(
  asRecord({
    name: asText,
    mode: asText,
    host_ip: asText,
    target: asInteger({ unsigned: true, bits: 32 }),
    published: asPublished,
    protocol: asText,
    app_protocol: asText,
  }),
);

export const asMounts: Decoder = asList(
  asRecord({
    type: asText,
    source: asText,
    target: asText,
    read_only: asFlag,
    consistency: asText,
    bind: asRecord({ selinux: asText, propagation: asText, create_host_path: asFlag, recursive: asText }),
    volume: asRecord({ labels: asLabels, nocopy: asFlag, subpath: asText }),
    tmpfs: asRecord({ size: asSize, mode: asInteger({ unsigned: true, bits: 32 }) }),
    image: asRecord({ subpath: asText }),
  }),
);

/** A service may be in a network without saying more; that is null. */
export const asServiceNetworks: Decoder = asNamed(
  asRecord({
    aliases: asTexts,
    driver_opts: asOptions,
    gw_priority: asNumber,
    interface_name: asText,
    ipv4_address: asText,
    ipv6_address: asText,
    link_local_ips: asTexts,
    mac_address: asText,
    priority: asNumber,
  }),
  null,
);

export const asServiceModels: Decoder = asNamed(asRecord({ endpoint_var: asText, model_var: asText }), null);

export const asDependencies: Decoder = asNamed(
  asRecord({ condition: asText, restart: asFlag, required: { decode: asSwitch, always: false } }),
  undefined,
);

const asUpdate: Decoder = asRecord({
  parallelism: asInteger({ keepZero: true, unsigned: true }),
  delay: asDuration(false),
  failure_action: asText,
  monitor: asDuration(false),
  max_failure_ratio: asFloat,
  order: asText,
});

const asResource: Decoder = asRecord({
  cpus: asFloat,
  memory: asSize,
  pids: asInteger(),
  devices: asDeviceRequests,
  generic_resources: asList(
    asRecord({
      discrete_resource_spec: asRecord({
        kind: { decode: asAnyText, always: "" },
        value: { decode: asInteger(), always: 0 },
      }),
    }),
  ),
});

export const asDeploy: Decoder = asRecord({
  mode: asText,
  replicas: asInteger({ keepZero: true }),
  labels: asLabels,
  update_config: asUpdate,
  rollback_config: asUpdate,
  resources: { decode: asRecord({ limits: asResource, reservations: asResource }), always: {} },
  restart_policy: asRecord({
    condition: asText,
    delay: asDuration(true),
    max_attempts: asInteger({ keepZero: true, unsigned: true }),
    window: asDuration(true),
  }),
  placement: {
    decode: asRecord({
      constraints: asTexts,
      preferences: asList(asRecord({ spread: asText })),
      max_replicas_per_node: asInteger({ unsigned: true }),
    }),
    always: {},
  },
  endpoint_mode: asText,
});

export const asProvider: Decoder = asRecord({
  type: asText,
  options: asNamed((node) => (isNull(node) ? ["<nil>"] : asPrinted(node)), undefined),
});

function asPrinted(node: Parameters<Decoder>[0]): Json {
  return asPrintedTexts(node, [], { symbolic: false, strict: false, problems: [] }) ?? [];
}

/** The external flag of a resource; a mapping has been rewritten by then. */
export const asExternal: Decoder = asFlag;

/** The `name` inside a resource, or nothing. */
export function nameOfResource(node: Parameters<Decoder>[0]): string | undefined {
  return stringOf(entry(node, "name"));
}
