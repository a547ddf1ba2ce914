import { createServer } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";

/** Answers one call: takes the request message's bytes, gives the response's. What it throws fails the call. */
export type Method = (request: Buffer) => Buffer | Promise<Buffer>;

export interface Listening {
  /** The port on the loopback address. */
  readonly port: number;
  /** Gets the methods ready before the first call, if they are still to be got. */
  load(): Promise<void>;
  /** Ends every connection and stops. */
  close(): Promise<void>;
}

/** The numbers of gRPC's status codes that are used. */
const UNKNOWN = 2;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

/** As much as the SDK's own servers allow. */
const MESSAGE_BOUND_BYTES = 400 * 1024 * 1024;
/** Larger windows than HTTP/2's 64 KiB, so that a large document does not wait for a round trip in its middle. */
const WINDOW_BYTES = 1024 * 1024;
/** A message is sent as a header, whose size the other side bounds. */
const ERROR_BOUND_CHARACTERS = 4000;
const PREFIX_BYTES = 5;

/**
 * Serves gRPC's unary calls over HTTP/2 on a free port of the loopback address, methods by their full path
 * (`/package.Service/Method`). Throws when no port can be bound.
 * @param methods or how to get them, asked once, at the latest when the first call comes
 */
export async function listen(methods: ReadonlyMap<string, Method> | (() => Promise<ReadonlyMap<string, Method>>)): Promise<Listening> {
  let known: Promise<ReadonlyMap<string, Method>> | undefined;
  const load = (): Promise<ReadonlyMap<string, Method>> => (known ??= typeof methods === "function" ? methods() : Promise.resolve(methods));
  const server = createServer({ settings: { initialWindowSize: WINDOW_BYTES } });
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session)).setLocalWindowSize(WINDOW_BYTES);
  });
  server.on("connection", (socket: { setNoDelay(on: boolean): void }) => socket.setNoDelay(true));
  server.on("stream", (stream, headers) => {
    // A connection that breaks in the middle of a call is the other side's to notice.
    stream.on("error", () => undefined);
    const path = String(headers[":path"]);
    load().then(
      (all) => {
        const method = all.get(path);
        if (method === undefined) fail(stream, UNIMPLEMENTED, `${path} is not implemented`);
        else receive(stream, method);
      },
      (error: unknown) => fail(stream, UNKNOWN, error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    load: async () => {
      await load();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}

function receive(stream: ServerHttp2Stream, method: Method): void {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MESSAGE_BOUND_BYTES) chunks.push(chunk);
    else {
      chunks.length = 0;
      fail(stream, RESOURCE_EXHAUSTED, `the request is larger than ${MESSAGE_BOUND_BYTES} bytes`);
    }
  });
  stream.on("end", () => {
    void answer(stream, Buffer.concat(chunks), method);
  });
}

async function answer(stream: ServerHttp2Stream, body: Buffer, method: Method): Promise<void> {
  if (gone(stream)) return;
  if (body.length < PREFIX_BYTES || body[0] !== 0 || body.readUInt32BE(1) !== body.length - PREFIX_BYTES) {
    fail(stream, UNIMPLEMENTED, "the request is not one uncompressed message");
    return;
  }
  try {
    const message = await method(body.subarray(PREFIX_BYTES));
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32BE(message.length, 1);
    if (gone(stream)) return;
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(Buffer.concat([prefix, message]));
  } catch (error) {
    fail(stream, UNKNOWN, error instanceof Error ? error.message : String(error));
  }
}

function fail(stream: ServerHttp2Stream, status: number, message: string): void {
  if (gone(stream)) return;
  const short = message.length > ERROR_BOUND_CHARACTERS ? `${message.slice(0, ERROR_BOUND_CHARACTERS)}…` : message;
  stream.respond(
    {
      ":status": 200,
      "content-type": "application/grpc",
      "grpc-status": String(status),
      "grpc-message": percentEncode(short),
    },
    { endStream: true },
  );
}

/** Whether there is nobody left to answer, or an answer has been given. */
function gone(stream: ServerHttp2Stream): boolean {
  return stream.headersSent || stream.destroyed;
}

/** Only what gRPC says: the bytes of everything that is not printable ASCII, and the percent sign itself. */
function percentEncode(text: string): string {
  // `toWellFormed`, because a half of a surrogate pair cannot be encoded.
  return text
    .toWellFormed()
    .replace(/[^ -$&-~]+/gu, (part) =>
      Array.from(Buffer.from(part), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    );
}
