import type { CommandResult, NodeAddress, NodeConnection, RunOptions } from "./connection.ts";
import { CommandTimeoutError, LinkLostError } from "./errors.ts";
import { runProcess } from "./process.ts";

/** The machine this runs on: programs are started directly, the engine is at a socket of the file system. */
export class LocalConnection implements NodeConnection {
  readonly node: string;
  readonly address: string;
  readonly socket: string;
  readonly #closing = new AbortController();

  constructor(address: Extract<NodeAddress, { kind: "local" }>) {
    this.node = address.node;
    this.address = address.socket;
    this.socket = address.socket;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const signal = options.signal === undefined ? this.#closing.signal : AbortSignal.any([options.signal, this.#closing.signal]);
    // Whatever engine the caller's own Docker CLI is set to, this node's commands talk to this node's.
    const env = { ...process.env, DOCKER_HOST: `unix://${this.socket}`, DOCKER_CONTEXT: undefined };
    let result;
    try {
      result = await runProcess(argv, { ...options, signal, env });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      return { exitCode: 127, stdout: Buffer.alloc(0), stderr: `${argv[0]}: not found` };
    }
    const facts = { node: this.node, address: this.address, tried: argv[0] ?? "", elapsedMs: result.elapsedMs, detail: result.stderr };
    if (result.ended === "timeout") throw new CommandTimeoutError(facts);
    if (result.ended !== undefined) throw new LinkLostError({ ...facts, detail: result.ended });
    return result;
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }
}
