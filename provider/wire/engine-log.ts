import { connect } from "node:http2";

import { encode } from "./message.ts";

/** `pulumirpc.LogRequest` in engine.proto. */
const logRequest = { severity: [1, "integer"], message: [2, "text"], urn: [3, "text"], streamId: [4, "integer"], ephemeral: [5, "flag"] } as const;
const INFO = 1;
const PREFIX_BYTES = 5;
/** Nobody waits for a sentence that the engine does not take. */
const PATIENCE_MS = 2_000;

/**
 * Says something to the person at the engine, below the resource it is about. The engine gives its address to a plugin as
 * the first argument; without one, and when the engine does not answer, nothing happens.
 * @param address `127.0.0.1:4711`
 */
export function logToEngine(address: string | undefined, urn: string, message: string): void {
  if (address === undefined || !/^[\w.-]+:\d+$/.test(address)) return;
  const body = encode(logRequest, { severity: INFO, message, urn });
  const frame = Buffer.alloc(PREFIX_BYTES + body.length);
  frame.writeUInt32BE(body.length, 1);
  body.copy(frame, PREFIX_BYTES);
  const session = connect(`http://${address}`);
  const end = (): void => session.destroy();
  session.on("error", end).setTimeout(PATIENCE_MS, end);
  session.unref();
  const call = session.request({ ":method": "POST", ":path": "/pulumirpc.Engine/Log", "content-type": "application/grpc", te: "trailers" });
  call.on("error", end).on("close", end).resume();
  call.end(frame);
}
