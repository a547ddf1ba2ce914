import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

import { formatCursor, parseCursor, piecesAfter } from "../../../agents/events/index.ts";
import { machineClock, type Clock } from "../../../agents/runtime/clock.ts";
import { reasonOf, type Log } from "../../../agents/runtime/log.ts";
import { deployRecords, machineFacts, type EngineFacts } from "./facts.ts";
import { TokenGuard } from "./guard.ts";
import { renderMetrics } from "./metrics.ts";
import { readerName, ReaderMemory } from "./readers.ts";

/** Where the agent finds what it serves. */
export interface Served {
  readonly node: string;
  readonly token: string;
  readonly version: string;
  readonly boot: string;
  /** The event store, read-only. */
  readonly events: string;
  /** `/opt/homelab/state`, read-only. */
  readonly state: string;
  /** The agent's own folder. */
  readonly memory: string;
  /** What the last round found of the engine; undefined before the first round. */
  readonly engine: () => EngineFacts | undefined;
  /** Whether the last round is recent enough. */
  readonly fresh: () => boolean;
  readonly log: Log;
  readonly clock?: Clock;
}

interface Answer {
  readonly status: number;
  /** JSON, or text for `/metrics`; nothing for 204. */
  readonly body?: object | string;
}

/** An answer from this size on is compressed, in bytes: below it, the headers of an LTE link cost more. */
const GZIP_FROM = 1024;

/**
 * The HTTP server of a node: what it is doing, and its events. Only GET, only the node's own part of the store, and everything but
 * `/healthz` only for who shows the token. It changes nothing on the node but its memory of the readers.
 */
export function nodeServer(served: Served): Server {
  const guard = new TokenGuard(served.token);
  const readers = new ReaderMemory(served.memory);
  const clock = served.clock ?? machineClock;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000, maxHeaderSize: 32 * 1024 }, (request, response) => {
    let answer: Answer;
    try {
      answer = answerTo(request);
    } catch (error) {
      served.log("error", "a question could not be answered", { reason: reasonOf(error) });
      answer = { status: 500, body: { error: "the agent could not answer; its log has the reason" } };
    }
    send(request, response, answer);
  });
  return server;

  function answerTo(request: IncomingMessage): Answer {
    const url = new URL(request.url ?? "/", "http://node");
    if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, body: { error: "only GET" } };
    if (url.pathname === "/healthz") return served.fresh() ? { status: 200, body: { ok: true } } : { status: 503, body: { ok: false } };
    const entry = guard.enter(request.headers.authorization, request.socket.remoteAddress ?? "", clock.mono());
    if (entry === "too many") return { status: 429, body: { error: "too many wrong tokens; try again in a minute" } };
    if (entry === "refused") return { status: 401, body: { error: "the bearer token of this node is needed" } };
    if (url.pathname === "/v1/node") return { status: 200, body: node() };
    if (url.pathname === "/v1/events") return events(url.searchParams);
    if (url.pathname === "/metrics") return { status: 200, body: metrics() };
    return { status: 404, body: { error: "allowed: /healthz, /v1/node, /v1/events, /metrics" } };
  }

  function identity() {
    return { v: 1, node: served.node, boot: served.boot, now: new Date(clock.now()).toISOString(), version: served.version };
  }

  function machine() {
    return machineFacts({ "/opt/homelab": served.events });
  }

  function node(): object {
    const engine = served.engine() ?? { answers: false, reason: "not asked yet", since: new Date(clock.now()).toISOString() };
    return { ...identity(), ...machine(), engine, deployments: deployRecords(served.state), readers: readers.all };
  }

  function events(query: URLSearchParams): Answer {
    const sizes = parseCursor(query.get("after") ?? "");
    if (sizes === undefined)
      return { status: 400, body: { error: "after is no cursor of this agent; leave it out to start from the oldest event" } };
    const name = query.get("reader");
    if (name !== null) {
      if (!readerName.safeParse(name).success)
        return { status: 400, body: { error: "reader: lower case letters, digits and hyphens, at most 32" } };
      readers.remember(name, sizes, new Date(clock.now()));
    }
    const { pieces, more, shorter } = piecesAfter(served.events, served.node, sizes);
    if (pieces.length === 0 && shorter.length === 0) return { status: 204 };
    const after = new Map(sizes);
    for (const day of shorter) after.set(day, 0);
    for (const { day, offset, lines } of pieces) after.set(day, offset + Buffer.byteLength(lines, "base64"));
    return { status: 200, body: { ...identity(), pieces, more, shorter, cursor: formatCursor(after) } };
  }

  function metrics(): string {
    const engine = served.engine() ?? { answers: false, reason: "not asked yet", since: "" };
    const ages = Object.entries(readers.all).map(
      ([name, { at }]) => [name, Math.max(0, Math.round((clock.now() - Date.parse(at)) / 1000))] as const,
    );
    return renderMetrics({ node: served.node, version: served.version, machine: machine(), engine, readers: Object.fromEntries(ages) });
  }
}

function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === "string" ? body : `${JSON.stringify(body)}\n`);
  const zip = bytes.length >= GZIP_FROM && /\bgzip\b/.test(String(request.headers["accept-encoding"]));
  const sent = zip ? gzipSync(bytes) : bytes;
  const type = typeof body === "string" ? "text/plain; version=0.0.4; charset=utf-8" : "application/json";
  response.writeHead(status, {
    ...(body === undefined ? {} : { "content-type": type }),
    ...(zip ? { "content-encoding": "gzip" } : {}),
    ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
    "content-length": sent.length,
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : sent);
}
