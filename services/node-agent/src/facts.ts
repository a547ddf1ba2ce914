import { readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

import { askEngine, containerStats, inspectedContainer, listedContainer } from "../../../agents/runtime/docker.ts";
import { reasonOf } from "../../../agents/runtime/log.ts";

/** One container as `/v1/node` shows it. */
export interface ContainerFacts {
  readonly id: string;
  readonly name: string;
  /** The Compose project and service; empty for a container that Compose did not make. */
  readonly project: string;
  readonly service: string;
  readonly image: string;
  readonly imageId: string;
  /** The engine's own state: created, running, paused, restarting, removing, exited, dead. */
  readonly state: string;
  /** healthy, unhealthy, starting; null without a check. */
  readonly health: string | null;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly restarts: number;
  readonly startedAt: string;
  /** Bytes without what the kernel can drop at once; null when it does not run. */
  readonly memory: number | null;
  /** Bytes; null without a limit. */
  readonly memoryLimit: number | null;
}

/** What the engine told, or since when and why it does not. */
export type EngineFacts =
  | { readonly answers: true; readonly containers: readonly ContainerFacts[] }
  | { readonly answers: false; readonly reason: string; readonly since: string };

const project = "com.docker.compose.project";
const service = "com.docker.compose.service";

/**
 * Every container of the node. The engine not answering is an answer of its own: the node's other figures and its events are served all the
 * same.
 * @param before What the last look found, for "since".
 */
export async function engineFacts(socketPath: string, now: Date, before: EngineFacts | undefined): Promise<EngineFacts> {
  try {
    const listed = await askEngine(socketPath, "/containers/json?all=1", z.array(listedContainer));
    const containers: ContainerFacts[] = [];
    // One after the other: a node with sixty containers should not be asked sixty questions at once by its own watchdog.
    for (const container of listed) {
      const facts = await containerFacts(socketPath, container);
      if (facts !== undefined) containers.push(facts);
    }
    return { answers: true, containers: containers.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    const since = before?.answers === false ? before.since : now.toISOString();
    return { answers: false, reason: reasonOf(error), since };
  }
}

/** Undefined when the container was removed between the list and the inspection. */
async function containerFacts(socketPath: string, listed: z.infer<typeof listedContainer>): Promise<ContainerFacts | undefined> {
  let inspected: z.infer<typeof inspectedContainer>;
  try {
    inspected = await askEngine(socketPath, `/containers/${listed.Id}/json`, inspectedContainer);
  } catch (error) {
    if (reasonOf(error).endsWith("with 404")) return undefined;
    throw error;
  }
  const { State, HostConfig } = inspected;
  return {
    id: listed.Id,
    name: inspected.Name.replace(/^\//, ""),
    project: listed.Labels?.[project] ?? "",
    service: listed.Labels?.[service] ?? "",
    image: listed.Image,
    imageId: listed.ImageID,
    state: State.Status,
    health: State.Health?.Status ?? null,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    restarts: inspected.RestartCount,
    startedAt: State.StartedAt,
    memory: State.Status === "running" ? await memoryOf(socketPath, listed.Id) : null,
    memoryLimit: HostConfig.Memory > 0 ? HostConfig.Memory : null,
  };
}

async function memoryOf(socketPath: string, id: string): Promise<number | null> {
  try {
    const { memory_stats } = await askEngine(socketPath, `/containers/${id}/stats?stream=false&one-shot=true`, containerStats);
    const { usage, stats } = memory_stats;
    if (usage === undefined) return null;
    // cgroup v1 calls it total_inactive_file, v2 inactive_file; `docker stats` takes the same off.
    return Math.max(0, usage - (stats?.["total_inactive_file"] ?? stats?.["inactive_file"] ?? 0));
  } catch {
    return null;
  }
}

/** Memory, load and file systems of the node. */
export interface MachineFacts {
  /** Bytes. */
  readonly memory: { readonly total: number; readonly available: number };
  /** Over 1, 5 and 15 minutes. */
  readonly load: readonly number[];
  readonly disks: readonly DiskFacts[];
}

export interface DiskFacts {
  /** The folder of the node whose file system it is. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly available: number;
  readonly inodes: number;
  readonly inodesFree: number;
}

/** @param mounted Folders of the node by their path on the node, each with where it is mounted here. */
export function machineFacts(mounted: Readonly<Record<string, string>>, proc = "/proc"): MachineFacts {
  const memory = readFileSync(path.join(proc, "meminfo"), "utf8");
  const bytes = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(memory)?.[1] ?? 0) * 1024;
  const load = readFileSync(path.join(proc, "loadavg"), "utf8").split(" ").slice(0, 3).map(Number);
  const disks = Object.entries(mounted).map(([onNode, here]) => {
    const { bsize, blocks, bavail, files, ffree } = statfsSync(here);
    return { path: onNode, size: blocks * bsize, available: bavail * bsize, inodes: files, inodesFree: ffree };
  });
  return { memory: { total: bytes("MemTotal"), available: bytes("MemAvailable") }, load, disks };
}

/** The records of deployments, as the runner left them on the node; what is no JSON object is left out. */
export function deployRecords(state: string): Record<string, unknown>[] {
  const folder = path.join(state, "deploy");
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => /^[a-z0-9][a-z0-9-]*\.json$/.test(name))
      .sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const file = path.join(folder, name);
      if (statSync(file).size > 64 * 1024) return [];
      const record: unknown = JSON.parse(readFileSync(file, "utf8"));
      return typeof record === "object" && record !== null && !Array.isArray(record) ? [{ ...record }] : [];
    } catch {
      return [];
    }
  });
}
