import { readFileSync } from "node:fs";
import path from "node:path";

import { recordProblem } from "../deploy/record.ts";
import { AnswerError, CommandError, EngineError, TransportError } from "../transport/errors.ts";
import type { CommandResult, NodeConnection } from "../transport/connection.ts";
import { EngineAnswerError, readEngine } from "./engine-api.ts";
import type { EngineFacts } from "./engine-api.ts";
import type { EngineInfo } from "./engine.ts";
import { engineOfObjects } from "./engine-lines.ts";
import { sectionsOf } from "./sections.ts";
import type { Sections } from "./sections.ts";
import { readTar } from "../transport/tar.ts";

/** The folder tree on every node. */
export const LAYOUT_ROOT = "/opt/homelab";

/** A file or folder on a node. */
export interface Entry {
  readonly kind: "file" | "folder";
  /** Four octal digits, `0644`. */
  readonly mode: string;
  /** By name where the node has one, else by number. */
  readonly owner: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** SHA-256 of a file that is small enough to have been placed, hexadecimal. */
  readonly sha256?: string;
}

/**
 * What a node was like at one moment. It holds the values of the node's env files: it stays in memory, and nothing of it
 * is ever printed whole.
 */
export interface NodeSnapshot {
  readonly node: string;
  readonly root: string;
  readonly engine: EngineFacts;
  /** By absolute path: the folders of the layout to a depth of three, the files of services and of the variables. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** The text of `config/<service>/.env`, by service; one that exists in `entries` and not here could not be read. */
  readonly envFiles: ReadonlyMap<string, string>;
  /**
   * The texts of other files with variables, by absolute path: `*.env` and `.env*` of services and variables, and what the documents
   * that lie on the node name as `env_file` or `label_file`.
   */
  readonly texts?: ReadonlyMap<string, string>;
  /** What `state/deploy/<service>.json` holds, by service, as text. */
  readonly records: ReadonlyMap<string, string>;
  /** What `state/deploy/<service>/normal-forms.json` holds, by service, as text. */
  readonly normalForms: ReadonlyMap<string, string>;
  /** Seconds by which the node's clock is ahead of this machine's; the way there is within it. */
  readonly clockSkewSeconds: number;
  /** The account that reads. */
  readonly account: string;
  readonly memoryTotalKiB?: number;
  readonly memoryAvailableKiB?: number;
  /** Free on the file system of the layout. */
  readonly diskFreeKiB?: number;
}

export interface SnapshotOptions {
  /** @default "/opt/homelab" */
  readonly root?: string;
  /** @default 60000 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

let script: string | undefined;

/**
 * Reads a node: over ssh one command, whatever the number of projects; with a local socket the Engine API for containers
 * and the same command for files, side by side.
 * @throws TransportError when the node, or the engine on it, cannot be reached
 */
export async function takeSnapshot(connection: NodeConnection, options: SnapshotOptions = {}): Promise<NodeSnapshot> {
  const { root = LAYOUT_ROOT, timeoutMs = 60_000, signal } = options;
  script ??= readFileSync(path.join(import.meta.dirname, "snapshot.sh"), "utf8");
  const { socket } = connection;
  const command = connection.run(["sh", "-s", root, socket === undefined ? "engine" : "no-engine"], {
    stdin: script,
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const direct = socket === undefined ? undefined : readLocalEngine(connection, socket, timeoutMs);
  // Both are always waited for, so that neither fails unseen while the other is thrown.
  const [answer, facts, schema] = await Promise.allSettled([command, direct, import("./engine-schema.ts")]);
  if (answer.status === "rejected") throw answer.reason as Error;
  if (facts.status === "rejected") throw facts.reason as Error;
  if (schema.status === "rejected") throw schema.reason as Error;
  const sections = sectionsOf(answer.value.stdout);
  if (!sections.complete) throw incomplete(connection, answer.value);
  try {
    const engine = schema.value.checkedFacts(facts.value ?? engineOf(connection, sections, answer.value));
    return { node: connection.node, root, engine, ...(await filesOf(sections)), ...machineOf(sections) };
  } catch (error) {
    if (error instanceof TransportError) throw error;
    throw new AnswerError({
      node: connection.node,
      address: connection.address,
      tried: "reading what the node says",
      elapsedMs: 0,
      detail: error instanceof Error ? error.message : "",
    });
  }
}

async function readLocalEngine(connection: NodeConnection, socket: string, timeoutMs: number): Promise<EngineFacts> {
  const started = performance.now();
  try {
    return await readEngine(socket, timeoutMs);
  } catch (error) {
    if (!(error instanceof EngineAnswerError)) throw error;
    const elapsedMs = performance.now() - started;
    throw new EngineError({
      node: connection.node,
      address: connection.address,
      tried: `the engine at ${socket}`,
      elapsedMs,
      detail: error.message,
    });
  }
}

function engineOf(connection: NodeConnection, sections: Sections, answer: CommandResult): EngineFacts {
  const objects = sections.get("objects");
  const info = sections.get("info");
  if (objects?.exitCode !== 0 || info === undefined) {
    throw new EngineError({
      node: connection.node,
      address: connection.address,
      tried: "docker ps over ssh",
      elapsedMs: 0,
      detail: answer.stderr,
    });
  }
  return { ...engineOfObjects(objects.lines), info: parse(info.lines[0]) };
}

function incomplete(connection: NodeConnection, answer: CommandResult): Error {
  return new CommandError(answer.exitCode, {
    node: connection.node,
    address: connection.address,
    tried: "reading the node with a shell script",
    elapsedMs: 0,
    // Never the output: it holds the env files.
    detail: answer.stderr === "" ? "its answer is not complete" : answer.stderr,
  });
}

const ENTRY = /^(\d+) (\d+) (\d+) (\S+) (\S+) (\d+) ([df]) (\/.*)$/;
const SUM = /^(\\?)([0-9a-f]{64})[ ]{2}(.*)$/;

async function filesOf(sections: Sections): Promise<Pick<NodeSnapshot, "entries" | "envFiles" | "texts" | "records" | "normalForms">> {
  const sums = new Map<string, string>();
  for (const line of sections.get("sums")?.lines ?? []) {
    const [, escaped, sum = "", name = ""] = SUM.exec(line) ?? [];
    if (sum !== "") sums.set(escaped === "\\" ? name.replaceAll("\\\\", "\\") : name, sum);
  }
  const entries = new Map<string, Entry>();
  for (const line of sections.get("entries")?.lines ?? []) {
    const match = ENTRY.exec(line);
    if (match === null) throw new Error("a line about a file or folder cannot be read");
    const [, mode = "", uid = "", gid = "", user = "", group = "", size = "", kind, name = ""] = match;
    const sha256 = sums.get(name);
    entries.set(name, {
      kind: kind === "d" ? "folder" : "file",
      mode: mode.padStart(4, "0"),
      owner: user === "UNKNOWN" ? uid : user,
      group: group === "UNKNOWN" ? gid : group,
      uid: Number(uid),
      gid: Number(gid),
      size: Number(size),
      ...(sha256 === undefined ? {} : { sha256 }),
    });
  }
  const envFiles = new Map<string, string>();
  const records = new Map<string, string>();
  const normalForms = new Map<string, string>();
  const archive = Buffer.from((sections.get("contents")?.lines ?? []).join(""), "base64");
  for (const file of await readTar(archive)) {
    const service = /^config\/([^/]+)\/\.env$/.exec(file.path)?.[1];
    const record = /^state\/deploy\/([^/]+)\.json$/.exec(file.path)?.[1];
    const deployed = /^state\/deploy\/([^/]+)\/normal-forms\.json$/.exec(file.path)?.[1];
    if (deployed !== undefined) normalForms.set(deployed, file.content.toString("utf8"));
    if (service !== undefined) envFiles.set(service, file.content.toString("utf8"));
    else if (record !== undefined) {
      const text = file.content.toString("utf8");
      const problem = recordProblem(text);
      if (problem !== undefined) throw new Error(`${file.path}: ${problem}`);
      records.set(record, text);
    }
  }
  const texts = new Map<string, string>();
  const others = Buffer.from((sections.get("texts")?.lines ?? []).join(""), "base64");
  for (const { path: name, content } of await readTar(others)) texts.set(`/${name}`, content.toString("utf8"));
  return { entries, envFiles, texts, records, normalForms };
}

function machineOf(
  sections: Sections,
): Pick<NodeSnapshot, "clockSkewSeconds" | "account" | "memoryTotalKiB" | "memoryAvailableKiB" | "diskFreeKiB"> {
  const facts = new Map(
    (sections.get("facts")?.lines ?? []).map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)]),
  );
  const number = (key: string): number | undefined => {
    const value = facts.get(key);
    return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
  };
  const clock = number("clock");
  if (clock === undefined) throw new Error("it does not say what time it is");
  const memoryTotalKiB = number("memtotal:");
  const memoryAvailableKiB = number("memavailable:");
  const diskFreeKiB = number("disk");
  return {
    clockSkewSeconds: clock - Math.floor(Date.now() / 1000),
    account: facts.get("account") ?? "",
    ...(memoryTotalKiB === undefined ? {} : { memoryTotalKiB }),
    ...(memoryAvailableKiB === undefined ? {} : { memoryAvailableKiB }),
    ...(diskFreeKiB === undefined ? {} : { diskFreeKiB }),
  };
}

function parse(line: string | undefined): EngineInfo {
  try {
    return JSON.parse(line ?? "") as EngineInfo;
  } catch {
    throw new Error("what docker info printed is no JSON");
  }
}
