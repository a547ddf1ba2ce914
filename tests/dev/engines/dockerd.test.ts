import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { EngineAge } from "../../support/dockerd.ts";
import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";

describe.each(["debian", "current"] as const)("a node with the %s engine", (engine: EngineAge) => {
  let node: Dockerd;

  beforeAll(async () => {
    node = await Dockerd.start({ engine });
    await importImage(node, "stand-in:1");
  });

  afterAll(async () => node.stop());

  test("runs a container with an init process and a security profile", async () => {
    await node.docker("run", "--detach", "--init", "--name", "one", "--network", "none", "stand-in:1");
    expect(await node.docker("inspect", "--format", "{{.State.Running}} {{.HostConfig.Init}}", "one")).toBe("true true");
    expect(await node.docker("exec", "one", "cat", "/proc/1/comm")).toMatch(/init|tini/);
    expect(await node.docker("exec", "one", "sh", "-c", "read -r line < /proc/self/comm && test -e /proc/self/status && echo yes")).toBe(
      "yes",
    );
  });

  test("is as old as its name says", async () => {
    const major = Number((await node.docker("version", "--format", "{{.Server.Version}}")).split(".")[0]);
    if (engine === "current") expect(major).toBeGreaterThanOrEqual(28);
    else expect(major).toBeLessThan(28);
  });
});
