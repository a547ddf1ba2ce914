import { connect as connectHttp2 } from "node:http2";

import { afterEach, expect, test } from "vitest";

import { listen } from "../../../provider/rpc/grpc.ts";
import type { Listening, Method } from "../../../provider/rpc/grpc.ts";

let listening: Listening | undefined;

afterEach(async () => {
  await listening?.close();
  listening = undefined;
});

interface Answer {
  readonly status: string;
  readonly message: string;
  readonly body: Buffer;
}

/** One raw HTTP/2 request, so that the server also meets what a well-behaved client never sends. */
async function post(path: string, body: Buffer, method: Method): Promise<Answer> {
  listening = await listen(new Map([["/test.Service/Echo", method]]));
  const session = connectHttp2(`http://127.0.0.1:${listening.port}`);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const stream = session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc" });
      const chunks: Buffer[] = [];
      let status = "";
      let message = "";
      const take = (headers: Readonly<Record<string, unknown>>) => {
        if (typeof headers["grpc-status"] === "string") status = headers["grpc-status"];
        if (typeof headers["grpc-message"] === "string") message = decodeURIComponent(headers["grpc-message"]);
      };
      stream.on("response", take).on("trailers", take).on("error", reject);
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => resolve({ status, message, body: Buffer.concat(chunks) }));
      stream.end(body);
    });
  } finally {
    session.destroy();
  }
}

function framed(message: Buffer, compressed = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = compressed;
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

const echo: Method = (request) => request;

test("a message is answered with a message and status 0", async () => {
  const answer = await post("/test.Service/Echo", framed(Buffer.from("hello")), echo);
  expect(answer).toEqual({ status: "0", message: "", body: framed(Buffer.from("hello")) });
});

test("a message of several megabytes passes in both directions", async () => {
  const large = Buffer.alloc(5 * 1024 * 1024, "x");
  const answer = await post("/test.Service/Echo", framed(large), echo);
  expect(answer.body.length).toBe(large.length + 5);
  expect(answer.status).toBe("0");
});

test("a method that does not exist is unimplemented, which the engine takes as an answer", async () => {
  const answer = await post("/test.Service/Other", framed(Buffer.alloc(0)), echo);
  expect(answer).toMatchObject({ status: "12", message: "/test.Service/Other is not implemented" });
});

test("an error's message arrives whole, with its line breaks and its letters outside ASCII", async () => {
  const answer = await post("/test.Service/Echo", framed(Buffer.alloc(0)), () => {
    throw new Error('erste Zeile: „512m“ → 768m, 100%\nsecond "line"');
  });
  expect(answer).toMatchObject({ status: "2", message: 'erste Zeile: „512m“ → 768m, 100%\nsecond "line"' });
});

test("an error that would not fit into a header is cut", async () => {
  const answer = await post("/test.Service/Echo", framed(Buffer.alloc(0)), () => Promise.reject(new Error("ä".repeat(1_000_000))));
  expect(answer.status).toBe("2");
  expect(answer.message).toMatch(/^ä{4000}…$/);
});

test("half of a character in an error does not end the connection", async () => {
  const answer = await post("/test.Service/Echo", framed(Buffer.alloc(0)), () => Promise.reject(new Error("half \ud83d here")));
  expect(answer).toMatchObject({ status: "2", message: "half \ufffd here" });
});

test.each([
  ["a compressed message", framed(Buffer.from("x"), 1)],
  ["less than a prefix", Buffer.from([0, 0])],
  ["a message shorter than it says", framed(Buffer.from("hello")).subarray(0, 7)],
  ["two messages", Buffer.concat([framed(Buffer.from("a")), framed(Buffer.from("b"))])],
])("%s is refused and never reaches the method", async (_, body) => {
  const answer = await post("/test.Service/Echo", body, () => {
    throw new Error("it reached the method");
  });
  expect(answer).toMatchObject({ status: "12", message: "the request is not one uncompressed message" });
});

test("closing does not wait for a client that keeps its connection", async () => {
  const other = await listen(new Map());
  const session = connectHttp2(`http://127.0.0.1:${other.port}`);
  await new Promise((resolve) => session.once("connect", resolve));
  const closed = new Promise((resolve) => session.once("close", resolve));
  session.on("error", () => undefined);
  await other.close();
  await closed;
});
