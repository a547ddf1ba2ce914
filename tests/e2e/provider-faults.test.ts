import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";

import { layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";

const minutes = 60_000;
const UP = ["up", "--yes", "--skip-preview"];

describe("a deployment that something interrupts", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  let memory = 32;

  onNode("v2", async (started) => {
    site = started;
    await site.node.docker("volume", "create", "slow_data");
  });
  // Whatever went wrong in one, the next one starts with a listening server and a free stack.
  afterEach(async () => {
    await site.sshd.kill();
    await site.sshd.listen();
    await site.unlock();
  });

  /** A project whose deploying takes seconds, since its container does not heed the signal to end, and whose verifying does, too. */
  const slow = (parts: object = {}) =>
    project("slow", {
      services: {
        slow: sleeper("slow", {
          command: ["sh", "-c", "sleep 4; touch /tmp/ready; sleep 100000"],
          init: false,
          stop_grace_period: "5s",
          mem_limit: String(memory * 1024 * 1024),
          healthcheck: { test: ["CMD", "test", "-f", "/tmp/ready"], interval: "1s", timeout: "2s", retries: 60 },
          volumes: [{ type: "volume", source: "data", target: "/data" }],
          ...parts,
        }),
        still: sleeper("still"),
      },
      volumes: { data: { name: "slow_data", external: true } },
      contract: { healthcheck: { type: "container", services: ["slow"], interval: "1s", timeout: "2s", deadline: "40s" } },
    });

  /** Declares something new, so that the next `up` has work for its node. */
  async function change(): Promise<void> {
    memory += 1;
    await site.declare({ layout, slow: slow() });
  }

  /** The next `up` ends in the declared state; the run that was interrupted was the only one, and nobody else was touched. */
  async function endsAsDeclared({ runs, still }: { runs: number; still: string }): Promise<void> {
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}} {{.State.Running}}", "slow")).toBe(
      `${memory * 1024 * 1024} true`,
    );
    expect(await site.identity("still")).toBe(still);
    expect(await site.sh("docker exec slow cat /data/mark")).toBe("marked");
    const events = await site.events();
    const started = events.findLastIndex(({ type }, index) => type === "deployment_started" && index < events.length - 1);
    expect(new Set(events.filter(({ type }) => type === "deployment_started").map(({ run }) => run)).size).toBe(runs);
    expect(events.slice(started).map(({ type }) => type)).toContain("deployment_completed");
    expect(await site.node.docker("ps", "-aq", "--filter", "label=com.docker.compose.project=slow")).toMatch(/^\w+\n\w+$/);
  }

  /** How many deployments the event log knows, and what must not be touched. */
  async function before(): Promise<{ runs: number; still: string }> {
    const runs = (await site.events()).filter(({ type }) => type === "deployment_started").length;
    return { runs: runs + 1, still: await site.identity("still") };
  }

  it("is there at all", async () => {
    await change();
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    await site.sh("docker exec slow sh -c 'echo marked >/data/mark'");
  });

  it("by killing the engine while it deploys is taken up by the next one and not done twice", async () => {
    const facts = await before();
    await change();
    const up = site.start(UP);
    const run = await site.stage("slow", "deploy");
    process.kill(up.pid, "SIGKILL");
    await up.ended;
    await site.unlock();
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(again.all).toContain(`takes up the run ${run}`);
    await endsAsDeclared(facts);
  });

  it.each(["deploy", "verify"])("by killing the provider in stage %s is taken up by the next one and not done twice", async (stage) => {
    const facts = await before();
    await change();
    const up = site.start(UP);
    const run = await site.stage("slow", stage);
    process.kill(await site.providerOf(up.pid), "SIGKILL");
    expect((await up.ended).exitCode).not.toBe(0);
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(again.all).toContain(`takes up the run ${run}`);
    await endsAsDeclared(facts);
  });

  it.each(["deploy", "verify"])("by killing sshd in stage %s goes on when it is back, in the same run", async (stage) => {
    const facts = await before();
    await change();
    const up = site.start(UP);
    await site.stage("slow", stage);
    await site.sshd.kill();
    await sleep(3_000);
    await site.sshd.listen();
    const ended = await up.ended;
    expect(ended.exitCode, ended.all).toBe(0);
    await endsAsDeclared(facts);
  });

  it("by an sshd that stays away fails, says that the node goes on, and is found done by the next one", async () => {
    const facts = await before();
    await change();
    const up = site.start(UP, { HOMELAB_LINK_SECONDS: "2" });
    await site.stage("slow", "deploy");
    await site.sshd.kill();
    const ended = await up.ended;
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/EDGE slow: the deployment goes on on the node.*root@127\.0\.0\.1.*run again/s);
    await site.sshd.listen();
    await endsAsDeclared(facts);
  });

  it("by killing the run on the node names its lock, clears it and goes on from what is there", async () => {
    const facts = await before();
    await change();
    const up = site.start(UP);
    const run = await site.stage("slow", "deploy");
    const record = JSON.parse(await site.sh("cat /opt/homelab/state/deploy/slow.json")) as { pid: number };
    await site.sh('pkill -KILL -P "$1"; kill -KILL "$1"', String(record.pid));
    const ended = await up.ended;
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toContain(`the run ${run} on the node was killed`);
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(again.all).toMatch(new RegExp(`the lock of run ${run} .*was cleared`));
    await endsAsDeclared({ ...facts, runs: facts.runs + 1 });
  });

  it("by restarting the node's engine ends as declared", async () => {
    const { runs } = await before();
    await change();
    const up = site.start(UP);
    await site.stage("slow", "deploy");
    const pid = (await readFile(join(site.node.folder, "dockerd.pid"), "utf8")).trim();
    await site.node.stopEngine();
    // It no longer answers, but it ends only after its containers have.
    await site.sh('while grep -q "^State:.*[SRD]" "/proc/$1/status" 2>/dev/null; do sleep 0.2; done', pid);
    await site.node.startEngine();
    const ended = await up.ended;
    // The engine's end may be the deployment's: then it was put back, and the next one does it.
    const done = ended.exitCode === 0;
    await endsAsDeclared({ runs: done ? runs : runs + 1, still: await site.identity("still") });
  });

  it("by somebody who changes a new container while it is verified fails, since what was declared is not enforced", async () => {
    await change();
    const up = site.start(UP);
    await site.stage("slow", "verify");
    await site.node.docker("update", "--memory", "128m", "--memory-swap", "256m", "slow");
    const ended = await up.ended;
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(
      /EDGE slow: stage verify failed: 1 declared value is not enforced:\s+- document\.services\.slow\.mem_limit: is "134217728" on the node/,
    );
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "slow")).toBe(String(memory * 1024 * 1024));
  });
});
