import { HttpClient } from "../../../provider/http/client.ts";
import { EngineError, LinkLostError, UnreachableError } from "../../../provider/transport/errors.ts";
import type { NodeConnection } from "../../../provider/transport/connection.ts";

/** Why a node gives no facts: it is not there (never drift, never a deletion), or something on the way is wrong. */
export type NodeFailure =
  | { readonly state: "unreachable"; readonly error: Error }
  /** Another host key, a refused login, a Docker engine that does not answer: a person has to look. */
  | { readonly state: "error"; readonly error: Error };

/** What a probe found out about a node. */
export type NodeProbe = { readonly node: string; readonly address: string } & (NodeThere | NodeFailure);

/** A node that answers. */
export interface NodeThere {
  readonly state: "reachable";
  /** Whether it has a Docker engine; a hypervisor has none. */
  readonly engine: boolean;
}

/** OpenSSH gives up connecting after 6 s, the transport after 8.5 s; with the engine's answer a probe ends within 10 s. */
const PROBE_MS = 9_500;

/**
 * Asks every node, side by side, whether it and its Docker engine answer. Never throws for a node; takes at most 10 s
 * whatever the nodes do.
 */
export async function probe(connections: readonly NodeConnection[]): Promise<NodeProbe[]> {
  return Promise.all(
    connections.map(async (connection): Promise<NodeProbe> => {
      const { node, address } = connection;
      try {
        const engine = await (connection.socket === undefined ? askBySsh(connection) : askSocket(connection, connection.socket));
        return { node, address, state: "reachable", engine };
      } catch (error) {
        return { node, address, ...failureOf(error) };
      }
    }),
  );
}

/** Sorts what a transport or a snapshot threw: only a node that does not answer is unreachable. */
export function failureOf(error: unknown): NodeFailure {
  const known = error instanceof Error ? error : new Error(String(error));
  return { state: known instanceof UnreachableError || known instanceof LinkLostError ? "unreachable" : "error", error: known };
}

/** Whether there is an engine, which then answers. */
async function askBySsh(connection: NodeConnection): Promise<boolean> {
  const started = performance.now();
  const answer = await connection.run(["docker", "version", "--format", "{{.Server.Version}}"], { timeoutMs: PROBE_MS });
  // A machine without Docker, such as a hypervisor, has no engine that could be down.
  if (answer.exitCode === 0 || answer.exitCode === 127) return answer.exitCode === 0;
  throw engineError(connection, "docker version over ssh", started, answer.stderr);
}

async function askSocket(connection: NodeConnection, socketPath: string): Promise<true> {
  const started = performance.now();
  const client = new HttpClient({ socketPath });
  const failed = (detail: string): EngineError => engineError(connection, `the engine at ${socketPath}`, started, detail);
  try {
    const { status } = await client.ask("http://docker/_ping", { timeoutMs: PROBE_MS, mostBytes: 1024 }).catch((error: unknown) => {
      throw failed(error instanceof Error ? error.message : String(error));
    });
    if (status !== 200) throw failed(`status ${status}`);
    return true;
  } finally {
    await client.close();
  }
}

function engineError({ node, address }: NodeConnection, tried: string, started: number, detail: string): EngineError {
  return new EngineError({ node, address, tried, elapsedMs: performance.now() - started, detail });
}
