import type { EngineFacts, MachineFacts } from "./facts.ts";

/** What `/metrics` is made of. */
export interface MetricFacts {
  readonly node: string;
  readonly version: string;
  readonly machine: MachineFacts;
  readonly engine: EngineFacts;
  /** Seconds since each named reader asked last. */
  readonly readers: Readonly<Record<string, number>>;
}

type Labels = Readonly<Record<string, string>>;

type Sample = readonly [labels: Labels, value: number];

/** The figures in the text format of Prometheus 0.0.4. */
export function renderMetrics({ node, version, machine, engine, readers }: MetricFacts): string {
  const containers = engine.answers ? engine.containers : [];
  const of = (pick: (container: (typeof containers)[number]) => number | null): Sample[] =>
    containers.flatMap((container) => {
      const value = pick(container);
      return value === null ? [] : [[{ container: container.name, project: container.project }, value]];
    });
  const disks = (pick: (disk: MachineFacts["disks"][number]) => number): Sample[] =>
    machine.disks.map((disk) => [{ path: disk.path }, pick(disk)]);
  return [
    family("homelab_node_info", "The node and the version of its agent.", [[{ node, version }, 1]]),
    family("homelab_engine_up", "Whether the Docker engine answers.", [[{}, engine.answers ? 1 : 0]]),
    family("homelab_memory_total_bytes", "Memory of the node.", [[{}, machine.memory.total]]),
    family("homelab_memory_available_bytes", "Memory that programs can still have.", [[{}, machine.memory.available]]),
    family("homelab_load1", "Load over one minute.", [[{}, machine.load[0] ?? 0]]),
    family(
      "homelab_disk_size_bytes",
      "Size of a file system.",
      disks(({ size }) => size),
    ),
    family(
      "homelab_disk_available_bytes",
      "Room in a file system.",
      disks(({ available }) => available),
    ),
    family(
      "homelab_disk_inodes_free",
      "Free inodes of a file system.",
      disks(({ inodesFree }) => inodesFree),
    ),
    family(
      "homelab_container_running",
      "Whether a container runs.",
      of(({ state }) => (state === "running" ? 1 : 0)),
    ),
    family(
      "homelab_container_healthy",
      "Whether a container's own check passes; absent without one.",
      of(({ health }) => (health === null ? null : health === "healthy" ? 1 : 0)),
    ),
    family(
      "homelab_container_restarts",
      "Restarts by the engine since the container was made.",
      of(({ restarts }) => restarts),
    ),
    family(
      "homelab_container_memory_bytes",
      "Memory without what the kernel can drop at once.",
      of(({ memory }) => memory),
    ),
    family(
      "homelab_container_memory_limit_bytes",
      "The limit that the engine enforces.",
      of(({ memoryLimit }) => memoryLimit),
    ),
    family(
      "homelab_reader_age_seconds",
      "Seconds since a reader of the events asked last.",
      Object.entries(readers).map(([reader, age]) => [{ reader }, age]),
    ),
  ].join("");
}

function family(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return "";
  const lines = samples.map(([labels, value]) => `${name}${formatLabels(labels)} ${value}`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join("\n")}\n`;
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (found) => (found === "\n" ? "\\n" : `\\${found}`))}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
