import type { AgentOptions, Agent as HttpAgent } from "node:http";

import type { ContainerInspect, EngineInfo, ImageInspect, NetworkInspect, VolumeInspect } from "./engine.ts";

// An `import` of it reads every member, and some load all of undici: a tenth of a second for a client that is not used here.
const { Agent, request } = process.getBuiltinModule("node:http");

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
  // Without a name for TLS, which there is none of here, each request would look for one in its headers: a fifth of its time.
  const options: AgentOptions & { readonly servername: string } = { keepAlive: true, maxSockets: 6, servername: "" };
  const agent = new Agent(options);
  const get = <T>(path: string): Promise<T | undefined> => getJson<T>(agent, socket, path, timeoutMs);
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
    agent.destroy();
  }
}

/** The answer as JSON; undefined for a 404. */
function getJson<T>(agent: HttpAgent, socketPath: string, path: string, timeout: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string, status = 0): void => reject(new EngineAnswerError(`GET ${path}: ${reason}`, status));
    const call = request({ agent, socketPath, path, timeout, headers: { Host: "docker" } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (error) => fail(error.message));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        if (status === 404) {
          resolve(undefined);
          return;
        }
        const body = Buffer.concat(chunks).toString("utf8");
        if (status !== 200) {
          fail(`status ${status} ${body.slice(0, 200)}`, status);
          return;
        }
        try {
          resolve(JSON.parse(body) as T);
        } catch {
          fail("the answer is no JSON", status);
        }
      });
    });
    call.on("timeout", () => call.destroy(new Error(`no answer in ${timeout} ms`)));
    call.on("error", (error) => fail(error.message));
    call.end();
  });
}
