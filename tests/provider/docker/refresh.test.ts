import { appendFile, chmod } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { importImage } from "../../support/images.ts";
import { IMAGE, layout, project, sleeper } from "../deploy/support/documents.ts";
import { NodeSite } from "../deploy/support/node-site.ts";

const MARK = "m4rk3d-s3cr3t";

let site: NodeSite;

beforeAll(async () => {
  site = await NodeSite.start("v2");
  await importImage(site.node, IMAGE);
  await site.write("config/shop/.env", `TOKEN=${MARK}\n`);
  const web = sleeper("web", { environment: { TOKEN: "${TOKEN}" } });
  const shop = project("shop", {
    services: { web, db: sleeper("db"), worker: sleeper("worker") },
    files: { "files/a.conf": { content: "x\n" } },
  });
  await site.declare({ layout, shop });
  const up = await site.up();
  if (up.exitCode !== 0) throw new Error(up.all);
});

afterAll(async () => site[Symbol.asyncDispose]());

describe("a refreshing preview by the real engine", { timeout: 180_000 }, () => {
  const preview = (...args: readonly string[]) => site.pulumi(["preview", "--refresh", ...args]);

  test("proposes nothing right after up", async () => {
    const { all, exitCode } = await preview("--diff", "--expect-no-changes");
    expect(exitCode, all).toBe(0);
  });

  test("shows what was changed by hand at the path of the attribute, plans the repair, and hides what is secret", async () => {
    await site.node.docker("update", "--memory", "48m", "--memory-swap", "96m", "web");
    await site.node.docker("stop", "--time", "600", "db");
    await site.node.docker("rm", "--force", "worker");
    await site.write("config/shop/.env", `TOKEN=${MARK}-2\n`);
    await appendFile(site.path("services/shop/files/a.conf"), "more\n");
    await chmod(site.path("events"), 0o700);

    const { stdout } = await preview("--json");
    const plan = JSON.parse(stdout) as { steps: { op: string; urn: string; detailedDiff?: Record<string, unknown> | null }[] };
    const paths = plan.steps.filter(({ op }) => op === "update").flatMap(({ detailedDiff }) => Object.keys(detailedDiff ?? {}));
    expect(paths.sort()).toEqual([
      "document.services.web.environment.TOKEN",
      "document.services.web.mem_limit",
      'files["files/a.conf"].sha256',
      'files["files/a.conf"].size',
      "folders.events.mode",
      "status.db",
      "status.worker",
    ]);
    const shown = await preview("--diff");
    expect(shown.all).toMatch(/mem_limit *: "50331648" => "33554432"/);
    expect(shown.all).toMatch(/db *: "exited \(143\)" => "running"/);
    expect(shown.all).toMatch(/worker *: "missing" => "running"/);
    expect(shown.all + stdout).not.toContain(MARK);
  });

  test("is silent again when up has repaired it", async () => {
    const repaired = await site.up("--refresh");
    expect(repaired.exitCode, repaired.all).toBe(0);
    const { all, exitCode } = await preview("--diff", "--expect-no-changes");
    expect(exitCode, all).toBe(0);
    expect(await site.state()).not.toContain(MARK);
  });

  test("may be written into the state: a preview without it then shows the repair, and a plain up makes it", async () => {
    await site.node.docker("update", "--memory", "48m", "--memory-swap", "96m", "web");
    const written = await site.pulumi(["refresh", "--yes", "--skip-preview"]);
    expect(written.exitCode, written.all).toBe(0);
    expect((await site.pulumi(["preview", "--diff"])).all).toMatch(/mem_limit *: "50331648" => "33554432"/);
    const repaired = await site.up();
    expect(repaired.exitCode, repaired.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "web")).toBe("33554432");
    const { all, exitCode } = await preview("--diff", "--expect-no-changes");
    expect(exitCode, all).toBe(0);
  });

  test("names a node that cannot be reached, and takes it for no drift", async () => {
    await site.sshd.kill();
    const { all, exitCode } = await preview();
    await site.sshd.listen();
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/EDGE \(root@127\.0\.0\.1:\d+\): the node cannot be reached; tried ssh to root@127\.0\.0\.1:\d+ for \d+\.\d s/);
    expect(all).not.toMatch(/to (create|update|delete|replace)/);
  });
});
