import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { appendEvent, formatCursor, mirrorSizes, parseCursor, writePiece, type Piece } from "../../../agents/events/index.ts";
import type { EngineFacts } from "../../../services/node-agent/src/facts.ts";
import { nodeServer } from "../../../services/node-agent/src/server.ts";
import { event, Store } from "../../agents/events/support.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

let folder: string;
let server: Server;
let url: string;
let engine: EngineFacts | undefined;
let fresh: boolean;
let mono: number;
const now = Date.parse("2026-11-29T12:00:00.000Z");

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "homelab-node-agent-"));
  for (const name of ["events", "state/deploy", "memory"]) mkdirSync(path.join(folder, name), { recursive: true });
  engine = { answers: true, containers: [] };
  fresh = true;
  mono = 0;
  server = nodeServer({
    node: "VPS",
    token: TOKEN,
    version: "1.2.3",
    boot: "boot-1",
    events: path.join(folder, "events"),
    state: path.join(folder, "state"),
    memory: path.join(folder, "memory"),
    engine: () => engine,
    fresh: () => fresh,
    log: () => undefined,
    clock: { now: () => now, mono: () => mono },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (at: string, token = TOKEN, method = "GET") =>
  fetch(`${url}${at}`, { method, headers: token === "" ? {} : { authorization: `Bearer ${token}` } });

async function json(at: string): Promise<Record<string, unknown>> {
  const answer = await ask(at);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

const events = () => path.join(folder, "events");

describe("who may ask a node", () => {
  it("is who shows its token; its health is for everybody", async () => {
    expect((await ask("/healthz", "")).status).toBe(200);
    for (const at of ["/v1/node", "/v1/events", "/metrics", "/other"]) {
      expect([at, (await ask(at, "")).status]).toEqual([at, 401]);
      expect([at, (await ask(at, `${TOKEN}x`)).status]).toEqual([at, 401]);
      if (at !== "/v1/events") mono += 60_000;
    }
    expect((await ask("/v1/node")).status).toBe(200);
    expect((await ask("/other")).status).toBe(404);
  });

  it("is shut out for the rest of the minute after ten wrong tokens, the right one included", async () => {
    for (let index = 0; index < 10; index++) expect((await ask("/v1/node", `guess-${index}`)).status).toBe(401);
    expect((await ask("/v1/node")).status).toBe(429);
    mono = 60_000;
    expect((await ask("/v1/node")).status).toBe(200);
  });

  it("can change nothing", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"])
      expect([method, (await ask("/v1/node", TOKEN, method)).status]).toEqual([method, 405]);
  });

  it("hears that the agent is not healthy when its rounds stopped", async () => {
    fresh = false;
    expect((await ask("/healthz")).status).toBe(503);
  });
});

describe("what a node tells of itself", () => {
  it("is its name, boot, time, memory, load, disks, containers and deployments", async () => {
    writeFileSync(path.join(folder, "state/deploy/outline.json"), '{"service":"outline","outcome":"completed"}');
    writeFileSync(path.join(folder, "state/deploy/torn.json"), '{"service":');
    writeFileSync(path.join(folder, "state/deploy/.lock"), "");
    const answer = await json("/v1/node");
    expect(answer).toMatchObject({
      v: 1,
      node: "VPS",
      boot: "boot-1",
      now: "2026-11-29T12:00:00.000Z",
      version: "1.2.3",
      engine: { answers: true, containers: [] },
    });
    expect(answer["deployments"]).toEqual([{ service: "outline", outcome: "completed" }]);
    expect((answer["memory"] as { total: number }).total).toBeGreaterThan(1e8);
    expect((answer["disks"] as { size: number }[])[0]?.size).toBeGreaterThan(0);
    expect(answer["load"]).toHaveLength(3);
  });

  it("is given although the engine does not answer, with the reason and since when", async () => {
    engine = { answers: false, reason: "the engine cannot be reached", since: "2026-11-29T11:00:00.000Z" };
    expect((await json("/v1/node"))["engine"]).toEqual(engine);
    appendEvent(events(), event());
    expect((await json("/v1/events"))["pieces"]).toHaveLength(1);
  });

  it("can be read by Prometheus, with names from the node escaped", async () => {
    const container = {
      id: "a",
      name: 'we"b\n',
      project: "p",
      service: "s",
      image: "i",
      imageId: "i",
      state: "running",
      health: null,
      exitCode: 0,
      oomKilled: false,
      restarts: 3,
      startedAt: "",
      memory: 5,
      memoryLimit: null,
    };
    engine = { answers: true, containers: [container] };
    const text = await (await ask("/metrics")).text();
    expect(text).toContain('homelab_container_restarts{container="we\\"b\\n",project="p"} 3\n');
    expect(text).toContain("homelab_engine_up 1\n");
    expect(text).not.toContain("homelab_container_healthy");
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)+\})? -?[\d.e+]+)$/);
  });
});

describe("the events of a node", () => {
  it("are given out to the byte, from where the reader's copy ends, and nothing when there is nothing new", async () => {
    using copy = new Store();
    appendEvent(events(), event({ message: "one" }));
    appendEvent(events(), event({ message: "two", timestamp: "2026-11-28T12:00:00.000Z" }));
    let cursor = "";
    for (let round = 0; round < 2; round++) {
      const { pieces, cursor: next } = (await json(`/v1/events?reader=observer&after=${cursor}`)) as { pieces: Piece[]; cursor: string };
      for (const piece of pieces) expect(writePiece(copy.root, "VPS", piece)).toBe("written");
      cursor = next;
      expect(parseCursor(cursor)).toEqual(mirrorSizes(copy.root, "VPS"));
      expect((await ask(`/v1/events?reader=observer&after=${cursor}`)).status).toBe(204);
      if (round === 0) appendEvent(events(), event({ message: "three", timestamp: "2026-11-28T13:00:00.000Z" }));
    }
    for (const day of ["2026-11-28", "2026-11-29"])
      expect(readFileSync(copy.file(day, "VPS"))).toEqual(readFileSync(path.join(events(), day, "VPS/events.jsonl")));
  });

  it("are those of this node only, whatever else lies in its store", async () => {
    appendEvent(events(), event({ node: "PIHA", message: "another node's, mirrored here" }));
    expect((await ask("/v1/events")).status).toBe(204);
  });

  it("come compressed, at most 256 KiB at a time", async () => {
    mkdirSync(path.join(events(), "2026-11-29/VPS"), { recursive: true });
    appendFileSync(path.join(events(), "2026-11-29/VPS/events.jsonl"), `${JSON.stringify({ message: "x".repeat(300) })}\n`.repeat(3000));
    const answer = await ask("/v1/events");
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    const { pieces, more } = (await answer.json()) as { pieces: Piece[]; more: boolean };
    expect(more).toBe(true);
    expect(Buffer.byteLength(pieces[0]?.lines ?? "", "base64")).toBeLessThanOrEqual(256 * 1024);
  });

  it("are refused for a cursor or a reader's name that somebody made up", async () => {
    expect((await ask("/v1/events?after=../../etc")).status).toBe(400);
    expect((await ask("/v1/events?reader=../x")).status).toBe(400);
    expect((await ask(`/v1/events?after=${"A".repeat(20_000)}`)).status).toBe(400);
  });

  it("are remembered as read by each reader that has a name, also after a restart of the agent", async () => {
    const cursor = formatCursor(new Map([["2026-11-29", 7]]));
    await ask(`/v1/events?reader=observer&after=${cursor}`);
    await ask("/v1/events");
    const readers = { observer: { at: "2026-11-29T12:00:00.000Z", sizes: { "2026-11-29": 7 } } };
    expect((await json("/v1/node"))["readers"]).toEqual(readers);
    expect(JSON.parse(readFileSync(path.join(folder, "memory/readers.json"), "utf8"))).toEqual({ v: 1, readers });
  });

  it("tell a reader that has more than the node to begin that day again", async () => {
    appendEvent(events(), event());
    const { shorter, cursor } = (await json(`/v1/events?after=${formatCursor(new Map([["2026-11-29", 1_000_000]]))}`)) as {
      shorter: string[];
      cursor: string;
    };
    expect(shorter).toEqual(["2026-11-29"]);
    expect(parseCursor(cursor)).toEqual(new Map([["2026-11-29", 0]]));
  });
});
