import { readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { oneLine } from "../../compose/problem.ts";

/** A lock of a stack, as a file backend keeps it. */
export interface StackLock {
  readonly file: string;
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** When it was taken. */
  readonly timestamp: string;
}

/** A lock with what is known of the process that took it. */
export interface JudgedLock extends StackLock {
  /** `gone` only when it was taken on this very host and the process that took it is no more. */
  readonly holder: "gone" | "alive" | "elsewhere";
}

/** The locks of a stack. Only a backend in a folder can be looked into; the engine itself refuses a locked stack of any other. */
export function stackLocks(backendUrl: string, project: string, site: string): StackLock[] {
  if (!backendUrl.startsWith("file:///")) return [];
  const folder = join(fileURLToPath(backendUrl), ".pulumi", "locks", "organization", project, site);
  return listed(folder).flatMap((name) => {
    if (!name.endsWith(".json")) return [];
    const file = join(folder, name);
    const lock = parse(file);
    return lock === undefined ? [] : [lock];
  });
}

/** What is known of the process that holds a lock. */
export function judgeLock(
  lock: StackLock,
  startedAt: (pid: number) => number | undefined = processStart,
  host: string = hostname(),
): JudgedLock {
  if (lock.hostname !== host) return { ...lock, holder: "elsewhere" };
  const started = startedAt(lock.pid);
  // A number is given again: a process that began after the lock was taken is another one. A second for the clocks.
  const gone = started === undefined || started > Date.parse(lock.timestamp) + 1000;
  return { ...lock, holder: gone ? "gone" : "alive" };
}

/** Takes a lock away whose process is gone; the file beside it is the backend's own. */
export function clearLock({ file }: JudgedLock): void {
  rmSync(file, { force: true });
  rmSync(`${file}.attrs`, { force: true });
}

/** The lock in words: whose, where and since when. */
export function lockWords({ username, hostname: host, pid, timestamp }: StackLock): string {
  return `process ${pid} of ${oneLine(username)} on ${oneLine(host)} has locked the stack since ${oneLine(timestamp)}`;
}

/** When a process of this host began, in milliseconds; undefined when there is none. */
export function processStart(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the 22nd field is the 20th after it. A zombie does no work any more.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    const boot = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
    return (boot + Number(fields[19]) / 100) * 1000;
  } catch {
    return signalled(pid);
  }
}

/** Where there is no /proc only the process itself can be asked; then it counts as old. */
function signalled(pid: number): number | undefined {
  try {
    process.kill(pid, 0);
    return 0;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM" ? 0 : undefined;
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function parse(file: string): StackLock | undefined {
  try {
    const { pid, username, hostname: host, timestamp } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    if (typeof pid === "number" && typeof host === "string") {
      return {
        file,
        pid,
        username: typeof username === "string" ? username : "?",
        hostname: host,
        timestamp: typeof timestamp === "string" ? timestamp : "",
      };
    }
  } catch {
    // A lock that cannot be read is somebody's all the same; below it counts as one from elsewhere.
  }
  return { file, pid: 0, username: "?", hostname: "?", timestamp: "" };
}
