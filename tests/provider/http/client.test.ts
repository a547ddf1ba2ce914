import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { HttpClient } from "../../../provider/http/client.ts";
import type { Reach } from "../../../provider/http/client.ts";

const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function listening(answer: RequestListener, socket?: string): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    if (socket === undefined) server.listen(0, "127.0.0.1", resolve);
    else server.listen(socket, resolve);
  });
  cleanUps.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(reach?: Reach): HttpClient {
  const made = new HttpClient(reach);
  cleanUps.push(() => made.close());
  return made;
}

const question = { timeoutMs: 30_000, mostBytes: 1000 };

test("a redirect is not followed, so that no credential reaches another host", async () => {
  const asked: (string | undefined)[] = [];
  const other = await listening((request, response) => {
    asked.push(request.headers.authorization);
    response.end("other");
  });
  const server = await listening((_, response) => response.writeHead(307, { location: `${addressOf(other)}/taken` }).end("go there"));
  const answer = await client().ask(`${addressOf(server)}/login`, {
    ...question,
    method: "POST",
    headers: { authorization: "Bearer t" },
    body: "{}",
  });
  expect(answer).toEqual({ status: 307, text: "go there" });
  expect(asked).toEqual([]);
});

test("an answer that grows past its bound is dropped, however long it would be", async () => {
  const server = await listening((_, response) => {
    const timer = setInterval(() => response.write("x".repeat(400)), 1);
    response.on("close", () => clearInterval(timer));
  });
  await expect(client().ask(addressOf(server), question)).rejects.toMatchObject({
    failure: "too large",
    message: "the answer is larger than 1000 bytes",
  });
});

test("a server that sends a byte now and then does not hold anybody up", async () => {
  const server = await listening((_, response) => {
    const timer = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(timer));
  });
  await expect(client().ask(addressOf(server), { ...question, timeoutMs: 300 })).rejects.toMatchObject({ failure: "timeout" });
});

test("an answer that broke off is none", async () => {
  const server = await listening((_, response) => {
    response.writeHead(200, { "content-length": 100 }).write("only this");
    setTimeout(() => response.destroy(), 50);
  });
  await expect(client().ask(addressOf(server), question)).rejects.toMatchObject({ failure: "broken off" });
});

test("a server that is not there is told from one that does not answer", async () => {
  const server = await listening(() => undefined);
  const address = addressOf(server);
  await new Promise((resolve) => server.close(resolve));
  await expect(client().ask(address, question)).rejects.toMatchObject({ failure: "unreachable", code: "ECONNREFUSED" });
});

test("a Unix socket is asked like any other server, several questions at a time", async () => {
  const folder = mkdtempSync(join(tmpdir(), "homelab-http-"));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const socketPath = join(folder, "engine.sock");
  await listening((request, response) => response.end(`${request.headers.host ?? ""} ${request.url ?? ""}`), socketPath);
  const engine = client({ socketPath, connections: 3 });
  const paths = ["/info", "/images/json", "/volumes", "/networks"];
  const answers = await Promise.all(paths.map((path) => engine.ask(`http://docker${path}`, question)));
  expect(answers).toEqual(paths.map((path) => ({ status: 200, text: `docker ${path}` })));
});
