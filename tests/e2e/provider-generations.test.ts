import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import { IMAGE, layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";

const minutes = 60_000;
const SILENT = ["preview", "--refresh", "--diff", "--expect-no-changes"];

describe.each(["v1", "v2", "v5"] as const)("a node with Compose %s", { timeout: 4 * minutes }, (generation) => {
  let site: NodeSite;

  onNode(generation, async (started) => {
    site = started;
    await site.node.docker("volume", "create", "app_data");
    await site.write("config/app/.env", "GREETING='hello there'\n");
  });

  const app = (parts: object = {}, deadline = "30s") =>
    project("app", {
      services: {
        app: sleeper("app", {
          depends_on: { db: { condition: "service_healthy", required: true } },
          environment: { GREETING: "${GREETING}", LEVEL: "${LEVEL:-info}" },
          ports: [{ mode: "ingress", target: 8080, published: "18080", protocol: "tcp", host_ip: "127.0.0.1" }],
          command: ["httpd", "-f", "-p", "8080"],
          volumes: [
            {
              type: "bind",
              source: "/opt/homelab/services/app/files/a.conf",
              target: "/etc/a.conf",
              read_only: true,
              bind: { create_host_path: true },
            },
          ],
          oom_score_adj: 100,
          cap_drop: ["NET_RAW"],
          labels: { "homelab.test": "yes" },
          ...parts,
        }),
        db: sleeper("db", {
          healthcheck: { test: ["CMD", "test", "-d", "/data"], interval: "1s", timeout: "2s", retries: 5 },
          volumes: [{ type: "volume", source: "data", target: "/data", volume: {} }],
        }),
      },
      volumes: { data: { name: "app_data", external: true } },
      files: { "files/a.conf": { content: "x = 1\n" } },
      contract: {
        healthcheck: {
          type: "http",
          url: "http://127.0.0.1:18080/etc/a.conf",
          expect_status: 200,
          interval: "1s",
          timeout: "2s",
          deadline,
        },
        runtime: {
          env_vars: [
            { name: "GREETING", description: "What it says." },
            { name: "LEVEL", description: "How loud.", required: false },
          ],
        },
      },
    });

  it("comes up healthy, with every value enforced, and is silent then", async () => {
    await site.declare({ layout, app: app() });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.sh("docker exec app env")).toContain("GREETING=hello there");
    const silent = await site.pulumi(SILENT);
    expect(silent.exitCode, silent.all).toBe(0);
  });

  it("shows memory that somebody raised by hand at its path, and puts it back, and only there", async () => {
    const db = await site.identity("db");
    await site.node.docker("update", "--memory", "64m", "--memory-swap", "128m", "app");
    const preview = await site.pulumi(["preview", "--refresh", "--diff"]);
    expect(preview.exitCode, preview.all).toBe(0);
    expect(preview.all).toMatch(/mem_limit\s*: "67108864" => "33554432"/);
    const ended = await site.up("--refresh");
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "app")).toBe("33554432");
    expect(await site.identity("db")).toBe(db);
    const silent = await site.pulumi(SILENT);
    expect(silent.exitCode, silent.all).toBe(0);
  });

  it("starts what was stopped and lets what was paused go on, in the same containers", async () => {
    const ids = await site.node.docker("ps", "-q", "--no-trunc");
    await site.node.docker("stop", "app");
    await site.node.docker("pause", "db");
    const ended = await site.up("--refresh");
    expect(ended.exitCode, ended.all).toBe(0);
    expect((await site.node.docker("ps", "-q", "--no-trunc")).split("\n").sort()).toEqual(ids.split("\n").sort());
    expect(await site.node.docker("ps", "--filter", "status=running", "--format", "{{.Names}}")).toMatch(/app/);
  });

  it("makes what was removed, renames what was renamed, and removes what nobody declares", async () => {
    await site.node.docker("rm", "-f", "app");
    await site.node.docker("rename", "db", "somebody-else");
    await site.node.docker(
      "run",
      "--detach",
      "--network",
      "none",
      "--name",
      "intruder",
      "--label",
      "com.docker.compose.project=app",
      "--label",
      "com.docker.compose.service=intruder",
      IMAGE,
    );
    const ended = await site.up("--refresh");
    expect(ended.exitCode, ended.all).toBe(0);
    expect((await site.node.docker("ps", "-a", "--format", "{{.Names}}")).split("\n").sort()).toEqual(["app", "db"]);
    const silent = await site.pulumi(SILENT);
    expect(silent.exitCode, silent.all).toBe(0);
  });

  it("puts a service back that does not get healthy in time, and says what its contract asked", async () => {
    await site.declare({ layout, app: app({ command: ["sh", "-c", "echo listening nowhere; sleep 100000"] }, "8s") });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(
      /EDGE app: stage verify failed: not healthy after 8 s: http:\/\/127\.0\.0\.1:18080\/etc\/a\.conf answers 000 instead of 200; put back to the last good document, which is healthy/,
    );
    expect(ended.all).toContain("listening nowhere");
    expect(await site.node.docker("inspect", "--format", "{{.Config.Cmd}}", "app")).toBe("[httpd -f -p 8080]");
    await site.declare({ layout, app: app() });
    expect((await site.pulumi(["preview", "--refresh", "--expect-no-changes"])).exitCode).toBe(0);
  });
});

describe("two `up`s of one node at once", { timeout: 4 * minutes }, () => {
  let site: NodeSite;

  onNode("v2", (started) => void (site = started));

  const UP = ["up", "--yes", "--skip-preview"];
  const stubborn = (name: string, memory: number) =>
    project(name, {
      services: {
        [name]: sleeper(name, { command: ["sleep", "100000"], init: false, stop_grace_period: "8s", mem_limit: String(memory) }),
      },
    });

  it("wait for each other, and both end as declared", async () => {
    await site.declare({ layout, first: stubborn("first", 33554432) });
    expect((await site.up()).exitCode).toBe(0);
    await site.declare({ layout, first: stubborn("first", 67108864) });
    await site.declare({ second: stubborn("second", 33554432) }, "saturn");
    const one = site.start(UP);
    await site.stage("first", "deploy");
    const two = await site.pulumi(UP, {}, "saturn");
    expect(two.exitCode, two.all).toBe(0);
    expect(two.all).toMatch(/EDGE second: waits: another run holds the node: run \S+ of first/);
    expect((await one.ended).exitCode).toBe(0);
    expect((await site.node.docker("ps", "--format", "{{.Names}}")).split("\n").sort()).toEqual(["first", "second"]);
  });

  it("end with the holder's name when the wait takes too long, and nothing is touched", async () => {
    await site.declare({ layout, first: stubborn("first", 33554432) });
    await site.declare({ second: stubborn("second", 67108864) }, "saturn");
    const second = await site.identity("second");
    const one = site.start(UP);
    await site.stage("first", "deploy");
    const two = await site.pulumi(UP, { HOMELAB_LOCK_SECONDS: "2" }, "saturn");
    expect(two.exitCode).not.toBe(0);
    expect(two.all).toMatch(
      /EDGE second: stage prepare failed: the node was locked for 2 s by run \S+ of first \(process \d+ since \S+, started by \S+@\S+, process \d+\)/,
    );
    expect(await site.identity("second")).toBe(second);
    expect((await one.ended).exitCode).toBe(0);
    await sleep(200);
    const again = await site.pulumi(UP, {}, "saturn");
    expect(again.exitCode, again.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "second")).toBe("67108864");
  });
});
