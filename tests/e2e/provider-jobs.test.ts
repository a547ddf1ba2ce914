import { describe, expect, it } from "vitest";

import { layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";

const minutes = 60_000;

describe("jobs and renamed services on a node over ssh", { timeout: 3 * minutes }, () => {
  let site: NodeSite;

  onNode("v2", (started) => void (site = started));

  const job = (command: readonly string[], contract: object = {}, app: object = {}) =>
    project("web", { services: { app: sleeper("app", app), setup: sleeper("setup", { restart: "no", command }) }, contract });

  it("a job that ends with 0 is deployed, and nothing differs afterwards", async () => {
    await site.declare({ layout, web: job(["true"]) });
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    const before = await site.identity("setup");
    const preview = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
    expect(preview.exitCode, preview.all).toBe(0);
    const again = await site.up("--refresh");
    expect(again.exitCode, again.all).toBe(0);
    expect(await site.identity("setup")).toBe(before);
  });

  it("a failed deployment of another service does not run the job again", async () => {
    const before = await site.identity("setup");
    await site.declare({ layout, web: job(["true"], {}, { command: ["sh", "-c", "exit 5"] }) });
    const up = await site.up();
    expect(up.all).toContain("put back to the last good document, which is healthy");
    expect(await site.identity("setup")).toBe(before);
  });

  it("one that ends with another code fails the deployment, and is drift when it happens later", async () => {
    await site.declare({ layout, web: job(["sh", "-c", "exit 3"]) });
    const up = await site.up();
    expect(up.all).toMatch(/setup: has stopped with exit code 3; put back to the last good document, which is healthy/);
    await site.declare({ layout, web: job(["sh", "-c", "test ! -e /tmp/again || exit 4; touch /tmp/again"]) });
    expect((await site.up()).exitCode).toBe(0);
    await site.node.docker("start", "setup");
    await site.node.docker("wait", "setup");
    const preview = await site.pulumi(["preview", "--refresh", "--diff"]);
    expect(preview.all).toContain("exited (4)");
  });

  it("a job that the contract names has to end before the deployment is done", async () => {
    const healthcheck = { type: "container", services: [], interval: "1s", timeout: "2s", deadline: "4s" };
    await site.declare({ layout, web: job(["sleep", "1000"], { jobs: ["setup"], healthcheck }) });
    const up = await site.up();
    expect(up.all).toMatch(/not healthy after 4 s: setup: has not ended yet/);
    await site.declare({ layout, web: job(["sleep", "1"], { jobs: ["setup"] }) });
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
  });

  it("a service that is renamed and keeps its container's name is replaced, with its data, and nothing is done by hand", async () => {
    const shop = (name: string, parts: object = {}) =>
      project("shop", {
        services: { [name]: sleeper("shopc", { volumes: ["data:/data"], ...parts }) },
        volumes: { data: { name: "shop_data" } },
      });
    await site.declare({ layout, shop: shop("web") });
    const first = await site.up();
    expect(first.exitCode, first.all).toBe(0);
    await site.node.docker("exec", "shopc", "sh", "-c", "echo kept > /data/a");
    const broken = { command: ["sh", "-c", "exit 5"] };
    await site.declare({ layout, shop: shop("front", broken) });
    const failed = await site.up();
    expect(failed.all).toContain("put back to the last good document, which is healthy");
    const label = ["inspect", "--format", '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Running}}', "shopc"] as const;
    expect(await site.node.docker(...label)).toBe("web true");
    await site.declare({ layout, shop: shop("front") });
    const renamed = await site.up();
    expect(renamed.exitCode, renamed.all).toBe(0);
    expect(renamed.all).toContain("removes the container shopc, which no service declares any more");
    expect(await site.node.docker(...label)).toBe("front true");
    expect(await site.node.docker("exec", "shopc", "cat", "/data/a")).toBe("kept");
    const preview = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
    expect(preview.exitCode, preview.all).toBe(0);
  });
});
