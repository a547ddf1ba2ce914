import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { execa } from "execa";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { appendEvent } from "../../../agents/events/index.ts";
import { event } from "../../agents/events/support.ts";
import { repository } from "../../support/checkout.ts";
import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

const program = path.join(repository, "services/node-agent/src/main.ts");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

describe("node-agent beside a real engine", () => {
  let node: Dockerd;
  let folder: string;
  let agent: ChildProcess;
  let url: string;

  beforeAll(async () => {
    node = await Dockerd.start();
    await importImage(node, "demo:1");
    await node.docker(
      "run",
      "--detach",
      "--init",
      "--name",
      "web",
      "--memory",
      "32m",
      "--label",
      "com.docker.compose.project=shop",
      "--label",
      "com.docker.compose.service=web",
      "demo:1",
      "sleep",
      "1000",
    );
    folder = mkdtempSync(path.join(tmpdir(), "homelab-node-agent-"));
    for (const name of ["events", "state", "memory"]) mkdirSync(path.join(folder, name));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    agent = spawn(process.execPath, [program], {
      stdio: "ignore",
      env: {
        NODE_NAME: "EDGE",
        TOKEN,
        LISTEN_ADDRESS: `127.0.0.1:${port}`,
        HEARTBEAT_SECONDS: "5",
        EVENTS_FOLDER: path.join(folder, "events"),
        STATE_FOLDER: path.join(folder, "state"),
        MEMORY_FOLDER: path.join(folder, "memory"),
        DOCKER_SOCKET: node.socket,
        HEARTBEAT_FILE: path.join(folder, "heartbeat"),
      },
    });
    await until(async () => (await fetch(`${url}/healthz`)).status === 200);
  });

  afterAll(async () => {
    agent.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
    await node[Symbol.asyncDispose]();
  });

  const ask = async (at: string) => fetch(`${url}${at}`, { headers: { authorization: `Bearer ${TOKEN}` } });

  it("shows each container with its project, state, memory and limit", async () => {
    const { engine } = (await (await ask("/v1/node")).json()) as { engine: { containers: Record<string, unknown>[] } };
    expect(engine.containers).toHaveLength(1);
    expect(engine.containers[0]).toMatchObject({
      name: "web",
      project: "shop",
      service: "web",
      state: "running",
      health: null,
      restarts: 0,
      memoryLimit: 32 * 1024 * 1024,
    });
    expect(engine.containers[0]?.["memory"]).toBeGreaterThan(0);
    expect(await (await ask("/metrics")).text()).toContain('homelab_container_running{container="web",project="shop"} 1');
    expect(readFileSync(path.join(folder, "heartbeat"), "utf8")).toMatch(/^\d+ 15\n$/);
  });

  it("stays healthy and serves its events while the engine is stopped, and finds it again", async () => {
    await node.stopEngine();
    appendEvent(path.join(folder, "events"), event({ node: "EDGE" }));
    await until(async () => !((await (await ask("/v1/node")).json()) as { engine: { answers: boolean } }).engine.answers);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await ask("/v1/events")).status).toBe(200);
    await node.startEngine();
    await until(async () => ((await (await ask("/v1/node")).json()) as { engine: { answers: boolean } }).engine.answers);
  });

  it("ends by itself on SIGTERM", async () => {
    const ended = once(agent, "exit");
    agent.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});

describe("node-agent with wrong settings", () => {
  it("ends with 78 and names all of them, and no value", async () => {
    const { exitCode, stdout } = await execa(process.execPath, [program], {
      reject: false,
      env: { NODE_NAME: "vps", TOKEN: "short-secret", HEARTBEAT_SECONDS: "0", LOG_LEVEL: "loud", LISTEN_ADDRESS: "here" },
    });
    expect(exitCode).toBe(78);
    for (const name of ["NODE_NAME", "TOKEN", "HEARTBEAT_SECONDS", "LOG_LEVEL", "LISTEN_ADDRESS"]) expect(stdout).toContain(`${name}: `);
    expect(stdout).not.toContain("short-secret");
  });
});

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 300; round++) {
    if (await done().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error("it did not happen within a minute");
}
