import { connect } from "node:http2";
import type { ClientHttp2Session } from "node:http2";

import { encode } from "./message.ts";

/** `pulumirpc.LogRequest` in engine.proto. */
const logRequest = {
  severity: [1, "integer"],
  message: [2, "text"],
  urn: [3, "text"],
  streamId: [4, "integer"],
  ephemeral: [5, "flag"],
} as const;
const INFO = 1;
const PREFIX_BYTES = 5;
/** Nobody waits for a sentence that the engine does not take. */
const PATIENCE_MS = 2_000;

/** A way to say things to the person at the engine. Nothing of it ever fails: without an engine that answers, nothing happens. */
export class EngineLog {
  readonly #address: string | undefined;
  #session: ClientHttp2Session | undefined;
  readonly #open = new Set<Promise<void>>();

  /** @param address `127.0.0.1:4711`; nothing is said to anybody without one */
  constructor(address: string | undefined) {
    this.#address = address !== undefined && /^[\w.-]+:\d+$/.test(address) ? address : undefined;
  }

  /** @param urn the resource that it is about, @default the stack as a whole */
  say(message: string, urn = ""): void {
    if (this.#address === undefined) return;
    const body = encode(logRequest, { severity: INFO, message, urn });
    const frame = Buffer.alloc(PREFIX_BYTES + body.length);
    frame.writeUInt32BE(body.length, 1);
    body.copy(frame, PREFIX_BYTES);
    const session = (this.#session ??= this.#connect(this.#address));
    const call = session.request({
      ":method": "POST",
      ":path": "/pulumirpc.Engine/Log",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const taken = new Promise<void>((resolve) => {
      call.on("error", resolve).on("close", resolve).resume();
    });
    this.#open.add(taken);
    void taken.then(() => this.#open.delete(taken));
    call.end(frame);
  }

  /** Waits until the engine has taken what was said. */
  async flush(): Promise<void> {
    await Promise.all(this.#open);
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #connect(address: string): ClientHttp2Session {
    const session = connect(`http://${address}`);
    const end = (): void => {
      session.destroy();
      if (this.#session === session) this.#session = undefined;
    };
    session.on("error", end).on("close", end).setTimeout(PATIENCE_MS, end);
    session.unref();
    return session;
  }
}

/**
 * Says something to the person at the engine, below the resource it is about. The engine gives its address to a plugin as
 * the first argument.
 * @param address `127.0.0.1:4711`; nothing happens without one
 */
export function logToEngine(address: string | undefined, urn: string, message: string): void {
  const log = new EngineLog(address);
  log.say(message, urn);
  void log.flush().then(() => log.close());
}
