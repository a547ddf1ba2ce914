import { chmod, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { IMAGE, layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import { NodeSite } from "../provider/deploy/support/node-site.ts";
import { importImage } from "../support/images.ts";

/** What an engine of next year shows in another form than those of today: an edit of `docker inspect`'s answer. */
async function engineShows(site: NodeSite, edit: string): Promise<void> {
  const wrapper = path.join(site.node.folder, "bin", "docker");
  await writeFile(
    wrapper,
    `#!/bin/sh
[ "$1" = inspect ] || exec /usr/bin/docker "$@"
{ /usr/bin/docker "$@"; echo $? >"${wrapper}.$$"; } | sed '${edit}'
code=$(cat "${wrapper}.$$")
rm "${wrapper}.$$"
exit "$code"
`,
  );
  await chmod(wrapper, 0o755);
}

describe("an engine that stores a declared value in another form", { timeout: 300_000 }, () => {
  let site: NodeSite;

  beforeAll(async () => {
    site = await NodeSite.start("v2");
    await importImage(site.node, IMAGE, [], "mark");
    await site.write("config/app/.env", "TOKEN=s3cr3t-value\n");
    await engineShows(site, 's/"StopSignal":"SIGUSR1"/"StopSignal":"10"/; s/TOKEN=s3cr3t-value/TOKEN=S3CR3T-VALUE/');
    const web = sleeper("web", { stop_signal: "SIGUSR1", environment: { TOKEN: "${TOKEN}" } });
    await site.declare({ layout, app: project("app", { services: { web } }) });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const refreshed = () => site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
  const file = () => site.path("state/deploy/app/normal-forms.json");

  test("is reported once by the update, and remembered on the node without a value", async () => {
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    expect(up.all).toContain('the engine stores document.services.web.stop_signal "SIGUSR1" as "10"; that is remembered');
    expect(up.all).not.toMatch(/s3cr3t/i);
    const text = await site.sh('cat "$1"', "/opt/homelab/state/deploy/app/normal-forms.json");
    expect(text).toContain("document.services.web.environment.TOKEN");
    expect(text).not.toMatch(/s3cr3t|SIGUSR1/i);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test("is silent from then on, and another update leaves the container alone", async () => {
    const silent = await refreshed();
    expect(silent.exitCode, silent.all).toBe(0);
    const before = await site.identity("web");
    const up = await site.up("--refresh");
    expect(up.exitCode, up.all).toBe(0);
    expect(up.all).not.toContain("the engine stores");
    expect(await site.identity("web")).toBe(before);
  });

  test("is a difference again when what it stores changes", async () => {
    await engineShows(site, 's/"StopSignal":"SIGUSR1"/"StopSignal":"12"/; s/TOKEN=s3cr3t-value/TOKEN=S3CR3T-VALUE/');
    const found = await refreshed();
    expect(found.exitCode, found.all).not.toBe(0);
    expect(found.all).toContain("stop_signal");
    expect(found.all).not.toContain("(changed on the node)");
  });

  test("fails the update where the declared value has to be enforced", async () => {
    await engineShows(site, 's/"Memory":33554432/"Memory":44040192/');
    const up = await site.up("--refresh");
    expect(up.exitCode, up.all).not.toBe(0);
    expect(up.all).toContain("declared value is not enforced");
    expect(up.all).toContain("document.services.web.mem_limit");
  });

  test("is forgotten with the service", async () => {
    await site.declare({ layout });
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    await expect(stat(file())).rejects.toThrow("ENOENT");
  });
});
