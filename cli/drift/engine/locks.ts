import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Who holds a lock on a stack of a file backend, in words: an `up` that is running, or one that was killed. Other backends
 * keep that to themselves.
 */
export async function lockHolders(backendUrl: string, project: string, site: string): Promise<string[]> {
  if (!backendUrl.startsWith("file:///")) return [];
  const folder = join(fileURLToPath(backendUrl), ".pulumi", "locks", "organization", project, site);
  const files = await readdir(folder).catch(() => []);
  const holders = await Promise.all(
    files.filter((name) => name.endsWith(".json")).map((name) => readFile(join(folder, name), "utf8").then(holderOf, () => undefined)),
  );
  return holders.filter((holder) => holder !== undefined);
}

function holderOf(text: string): string | undefined {
  try {
    const { pid, username, hostname, timestamp } = JSON.parse(text) as Record<string, unknown>;
    return `${String(username)}@${String(hostname)}, process ${String(pid)}, since ${String(timestamp)}`;
  } catch {
    return undefined;
  }
}
