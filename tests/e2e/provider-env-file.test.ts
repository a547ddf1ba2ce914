import { describe, expect, it } from "vitest";

import { layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";

const minutes = 60_000;

describe.each(["v2", "v1"] as const)("env_file with Compose %s", { timeout: 3 * minutes }, (generation) => {
  let site: NodeSite;

  onNode(generation, (started) => void (site = started));

  const web = (colour: string, parts: object = {}, files: object = { "app.env": { content: `COLOUR=${colour}\nLIMIT=5\n` } }) =>
    project("web", {
      services: { web: sleeper("web", { env_file: ["/opt/homelab/services/web/app.env"], environment: { OTHER: "one" }, ...parts }) },
      files,
    });
  const silent = async (): Promise<void> => {
    const preview = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
    expect(preview.exitCode, preview.all).toBe(0);
  };
  const colour = (): Promise<string> => site.node.docker("exec", "web", "sh", "-c", "echo $COLOUR $LIMIT $OTHER $PIN");

  it("a first deployment with a file from git works, and nothing differs afterwards", async () => {
    await site.declare({ layout, web: web("blue") });
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    expect(await colour()).toBe("blue 5 one");
    await silent();
  });

  it("another content makes the container again", async () => {
    await site.declare({ layout, web: web("red") });
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    expect(await colour()).toBe("red 5 one");
    await silent();
  });

  it("a file that is to be on the node and is not is refused before anything is touched", async () => {
    const before = await site.identity("web");
    await site.declare({ layout, web: web("red", { env_file: ["/opt/homelab/config/web/secret.env"] }, {}) });
    const up = await site.up();
    expect(up.all).toContain("document.services.web.env_file[0]: /opt/homelab/config/web/secret.env is not on the node");
    expect(await site.identity("web")).toBe(before);
  });

  it("a file on the node is compared, a change of it is named without its value, and repaired", async () => {
    await site.write("config/web/secret.env", "PIN=p1n-one\n");
    const up = await site.up();
    expect(up.exitCode, up.all).toBe(0);
    expect(await colour()).toBe("one p1n-one");
    await silent();
    await site.write("config/web/secret.env", "PIN=p1n-two\n");
    const preview = await site.pulumi(["preview", "--refresh", "--diff"]);
    expect(preview.all).toMatch(/PIN/);
    expect(preview.all).not.toMatch(/p1n-(one|two)/);
    const again = await site.up("--refresh");
    expect(again.exitCode, again.all).toBe(0);
    expect(await colour()).toBe("one p1n-two");
  });

  it("no log shows a value of such a file", async () => {
    const says = { env_file: ["/opt/homelab/config/web/secret.env"], command: ["sh", "-c", "echo the pin is $$PIN; exit 7"] };
    await site.declare({ layout, web: web("red", says, {}) });
    const up = await site.up();
    expect(up.exitCode).not.toBe(0);
    expect(up.all).toContain("the pin is");
    expect(up.all).not.toContain("p1n-two");
    expect(await site.sh("cat /opt/homelab/state/deploy/web/log /opt/homelab/state/deploy/web/diagnosis")).not.toContain("p1n-two");
  });
});
