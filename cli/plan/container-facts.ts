import { referenceOf } from "../../provider/docker/fields/image.ts";
import { nameOf } from "../../provider/docker/containers.ts";
import { stateOf } from "../../provider/docker/status.ts";
import type { ContainerInspect, Endpoint, HostConfig } from "../../provider/docker/engine.ts";
import type { NodeSnapshot } from "../../provider/docker/snapshot.ts";
import { compareText } from "../../compose/compare-text.ts";

/** Settings of a container that a person knows by these words; every other one is among the `settings`. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ["memory", ["Memory", "MemorySwap", "MemoryReservation", "MemorySwappiness", "KernelMemory"]],
  ["oom score", ["OomScoreAdj", "OomKillDisable"]],
  ["processors", ["NanoCpus", "CpuShares", "CpuQuota", "CpuPeriod", "CpusetCpus", "CpusetMems", "PidsLimit"]],
  ["restart policy", ["RestartPolicy"]],
  ["ports", ["PortBindings", "PublishAllPorts"]],
  [
    "privileges",
    [
      "Privileged",
      "CapAdd",
      "CapDrop",
      "SecurityOpt",
      "Devices",
      "DeviceRequests",
      "DeviceCgroupRules",
      "ReadonlyRootfs",
      "GroupAdd",
      "Sysctls",
    ],
  ],
  ["logging", ["LogConfig"]],
];

/**
 * What the engine enforces on a container, in groups with names for people. Without what changes by itself: ids, times,
 * process ids, addresses that the engine chose, the log of the health checks.
 */
export function containerFacts(container: ContainerInspect, snapshot: NodeSnapshot): Record<string, unknown> {
  const { Config: config, HostConfig: host } = container;
  const { Env, Labels, Healthcheck, Image, Hostname, ...process } = (config ?? {}) as Record<string, unknown>;
  const settings = { ...(host ?? {}) } as Record<string, unknown>;
  const groups: Record<string, unknown> = {};
  for (const [name, keys] of GROUPS) {
    groups[name] = present(Object.fromEntries(keys.map((key) => [key, settings[key]])));
    for (const key of keys) Reflect.deleteProperty(settings, key);
  }
  return {
    // The exit code of one that was stopped and the like; a first health check that is still out counts as running.
    state: stateOf(container, false),
    image: { id: container.Image, name: Image, tag: taggedAs(config?.Image ?? "", snapshot) },
    environment: [...((Env as readonly string[] | null | undefined) ?? [])].sort(),
    labels: Labels ?? {},
    "health check": present((Healthcheck ?? {}) as Record<string, unknown>),
    process: present({ ...process, Hostname: chosenName(container, host, Hostname) }),
    mounts: (container.Mounts ?? [])
      .map(({ Type, Name, Source, Destination, RW, Propagation }) => ({ Type, Name, Source, Destination, RW, Propagation }))
      .sort((a, b) => compareText(a.Destination ?? "", b.Destination ?? "")),
    networks: Object.fromEntries(
      Object.entries(container.NetworkSettings?.Networks ?? {}).map(([name, endpoint]) => [name, endpointFacts(container, endpoint)]),
    ),
    ...groups,
    settings: present(settings),
  };
}

/** The name for messages; the id's beginning for one without a name. */
export function containerName(container: ContainerInspect): string {
  const name = nameOf(container);
  return name === "" ? container.Id.slice(0, 12) : name;
}

/** Which content the container's tag names now: an image that was pulled since would be taken by a new container. */
function taggedAs(image: string, snapshot: NodeSnapshot): string | undefined {
  const wanted = referenceOf(image);
  return snapshot.engine.images.find(({ RepoTags, RepoDigests }) =>
    [...(RepoTags ?? []), ...(RepoDigests ?? [])].some((name) => referenceOf(name) === wanted),
  )?.Id;
}

/** The beginning of the id, or the node's own name, is nobody's choice. */
function chosenName(container: ContainerInspect, host: HostConfig | null | undefined, hostname: unknown): unknown {
  const borrowed = /^(host$|container:)/.test(host?.NetworkMode ?? "") || host?.UTSMode === "host";
  return borrowed || (typeof hostname === "string" && container.Id.startsWith(hostname)) ? undefined : hostname;
}

function endpointFacts(container: ContainerInspect, endpoint: Endpoint | null): unknown {
  const aliases = (endpoint?.Aliases ?? []).filter((alias) => !container.Id.startsWith(alias)).sort();
  return present({ aliases, address: present({ ...(endpoint?.IPAMConfig ?? {}) }) });
}

/** Without what says nothing: an engine writes null, an empty list or nothing at all for the same thing. */
function present(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item)));
}

function isEmpty(item: unknown): boolean {
  if (item === null || item === undefined || item === "" || item === false) return true;
  return Array.isArray(item) ? item.length === 0 : typeof item === "object" && Object.keys(item).length === 0;
}
