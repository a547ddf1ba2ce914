import { HttpClient } from "../http/client.ts";
import type { ContainerInspect, EngineInfo, ImageInspect, NetworkInspect, VolumeInspect } from "./engine.ts";

/** The engine answers several questions at a time. */
const CONNECTIONS = 6;
/** The list of all containers of a large node has a megabyte. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What the engine knows, unsorted. */
export interface EngineFacts {
  readonly containers: readonly ContainerInspect[];
  readonly images: readonly ImageInspect[];
  readonly networks: readonly NetworkInspect[];
  readonly volumes: readonly VolumeInspect[];
  readonly info: EngineInfo;
}

/** The engine refused a request or gave no sense; the message says which. */
export class EngineAnswerError extends Error {
  /** Zero when there was no answer at all. */
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/**
 * Everything by the Engine API over its socket, side by side. The paths carry no version: the engine then speaks its own,
 * and none is too old for it. Throws {@link EngineAnswerError}.
 */
export async function readEngine(socket: string, timeoutMs: number): Promise<EngineFacts> {
  const client = new HttpClient({ socketPath: socket, connections: CONNECTIONS });
  const get = <T>(path: string): Promise<T | undefined> => getJson<T>(client, path, timeoutMs);
  try {
    const [containers, images, networks, volumes, info] = await Promise.all([
      get<readonly { Id: string }[]>("/containers/json?all=1").then((list) =>
        Promise.all((list ?? []).map(({ Id }) => get<ContainerInspect>(`/containers/${Id}/json`))),
      ),
      get<readonly ImageInspect[]>("/images/json"),
      get<readonly NetworkInspect[]>("/networks"),
      get<{ readonly Volumes?: readonly VolumeInspect[] | null }>("/volumes"),
      get<EngineInfo>("/info"),
    ]);
    // A container that was removed between the list and its turn is simply not there.
    const present = containers.filter((container) => container !== undefined);
    const used = new Set(present.flatMap(({ Image }) => (Image === undefined ? [] : [Image])));
    const inspected = await Promise.all([...used].map((id) => get<ImageInspect>(`/images/${id}/json`)));
    const details = inspected.filter((image) => image !== undefined);
    const others = (images ?? []).filter(({ Id }) => !used.has(Id));
    return {
      containers: present,
      // An image that no container uses matters only by its tags.
      images: [
        ...details,
        ...others.map(({ Id, RepoTags, RepoDigests }) => ({ Id, RepoTags: RepoTags ?? [], RepoDigests: RepoDigests ?? [] })),
      ],
      networks: networks ?? [],
      volumes: volumes?.Volumes ?? [],
      info: info ?? {},
    };
  } finally {
    await client.close();
  }
}

/** The answer as JSON; undefined for a 404. */
async function getJson<T>(client: HttpClient, path: string, timeoutMs: number): Promise<T | undefined> {
  const refusal = (reason: string, status = 0): EngineAnswerError => new EngineAnswerError(`GET ${path}: ${reason}`, status);
  const { status, text } = await client.ask(`http://docker${path}`, { timeoutMs, mostBytes: MOST_BYTES }).catch((error: unknown) => {
    throw refusal(error instanceof Error ? error.message : String(error));
  });
  if (status === 404) return undefined;
  if (status !== 200) throw refusal(`status ${status} ${text.slice(0, 200)}`, status);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw refusal("the answer is no JSON", status);
  }
}
