import { describe, expect, it } from "vitest";

import { layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";

const minutes = 60_000;

describe("up, drift and repair on a node over ssh", { timeout: 3 * minutes }, () => {
  let site: NodeSite;

  onNode("v2", (started) => void (site = started));

  const web = (parts: object = {}, files = "x = 1\n") =>
    project("web", {
      services: {
        web: sleeper("web", {
          volumes: [{ type: "bind", source: "/opt/homelab/services/web/files/a.conf", target: "/etc/a.conf", read_only: true }],
          ...parts,
        }),
        db: sleeper("db"),
      },
      files: { "files/a.conf": { content: files } },
    });

  it("brings a project up on an empty node and says so in record and events", async () => {
    await site.declare({ layout, web: web() });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("ps", "--format", "{{.Names}}")).toMatch(/^(db\nweb|web\ndb)$/);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "web")).toBe("33554432");
    expect(await site.sh("docker exec web cat /etc/a.conf")).toBe("x = 1");
    const record = JSON.parse(await site.sh("cat /opt/homelab/state/deploy/web.json")) as { stage: string; outcome: string };
    expect(ended.all).toContain("EDGE web: deploy");
    expect(record).toMatchObject({ stage: "complete", outcome: "completed" });
    expect((await site.events()).map(({ type }) => type)).toEqual(["deployment_started", "deployment_completed"]);
  });

  it("changes nothing and touches nobody when it is run again", async () => {
    const before = await Promise.all(["web", "db"].map((name) => site.identity(name)));
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await Promise.all(["web", "db"].map((name) => site.identity(name)))).toEqual(before);
    expect(await site.events()).toHaveLength(2);
  });

  it("gives a new container to the service that changed and leaves the other one running", async () => {
    const before = await site.identity("db");
    await site.declare({ layout, web: web({ mem_limit: "50331648" }) });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "web")).toBe("50331648");
    expect(await site.identity("db")).toBe(before);
  });

  it("restarts, and does not remake, what mounts a file that changed", async () => {
    const [db, id] = [await site.identity("db"), (await site.identity("web")).split(" ")[0]];
    await site.declare({ layout, web: web({ mem_limit: "50331648" }, "x = 2\n") });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.sh("docker exec web cat /etc/a.conf")).toBe("x = 2");
    expect((await site.identity("web")).split(" ")[0]).toBe(id);
    expect(await site.identity("db")).toBe(db);
  });

  it("puts the old container's document back when the new one crashes, fails, and shows its last words", async () => {
    const db = await site.identity("db");
    await site.declare({ layout, web: web({ command: ["sh", "-c", "echo no configuration for $$0; exit 3"] }, "x = 3\n") });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(
      /EDGE web: stage verify failed: web: crashes at start \(exit code 3.*put back to the last good document, which is healthy/,
    );
    expect(ended.all).toContain("no configuration for sh");
    expect(await site.node.docker("inspect", "--format", "{{.State.Running}} {{.HostConfig.Memory}}", "web")).toBe("true 50331648");
    expect(await site.sh("docker exec web cat /etc/a.conf")).toBe("x = 2");
    expect(await site.identity("db")).toBe(db);
    expect((await site.events()).slice(-5).map(({ type }) => type)).toEqual([
      "deployment_started",
      "healthcheck_failed",
      "service_unhealthy",
      "service_recovered",
      "deployment_failed",
    ]);
  });

  it("removes what a first deployment made when it fails, and is done by the next one", async () => {
    const before = await site.identity("web");
    const fresh = (parts: object) =>
      project("fresh", {
        services: { fresh: sleeper("fresh", parts) },
        contract: { healthcheck: { type: "container", interval: "1s", deadline: "4s" } },
      });
    await site.declare({
      layout,
      web: web({ mem_limit: "50331648" }, "x = 2\n"),
      fresh: fresh({ healthcheck: { test: ["CMD", "false"], interval: "1s", retries: 2 } }),
    });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(
      /EDGE fresh: stage verify failed: not healthy after 4 s: fresh: is (unhealthy|starting); there is no last good document/,
    );
    expect(await site.node.docker("ps", "-a", "--format", "{{.Names}}")).toMatch(/^(db\nweb|web\ndb)$/);
    await site.declare({
      layout,
      web: web({ mem_limit: "50331648" }, "x = 2\n"),
      fresh: fresh({ healthcheck: { test: ["CMD", "true"], interval: "1s" } }),
    });
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.State.Health.Status}}", "fresh")).toBe("healthy");
    expect(await site.identity("web")).toBe(before);
  });

  it("stops and removes containers and networks when the project is no longer declared, and no volume", async () => {
    await site.node.docker("volume", "create", "keep");
    await site.declare({ layout });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("ps", "-a", "-q")).toBe("");
    expect(await site.node.docker("network", "ls", "-q", "--filter", "label=com.docker.compose.project=web")).toBe("");
    expect(await site.node.docker("volume", "ls", "-q")).toBe("keep");
    expect(await site.sh("cat /opt/homelab/services/web/files/a.conf")).toBe("x = 2");
  });
});
