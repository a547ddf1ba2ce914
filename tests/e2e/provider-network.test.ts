import { describe, expect, it } from "vitest";

import { project, sleeper } from "../provider/deploy/support/documents.ts";
import { NODE, type Declaration, type NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";

const minutes = 60_000;
const URN = (type: string) => `urn:pulumi:vps::homelab::${type}::${NODE}/network/ingress`;
const NEW = "homelab:docker:Network";
const OLD = "docker:index/network:Network";

const network: Declaration = {
  type: "network",
  args: { node: NODE, name: "ingress", driver: "bridge", internal: false },
  options: { aliases: [{ type: OLD }] },
};
const web = project("web", {
  services: { web: sleeper("web", { networks: { default: null, ingress: null } }) },
  networks: { ingress: { name: "ingress", external: true } },
});
const both = { [`${NODE}/network/ingress`]: network, "EDGE/web/project": web };

/** One story on one node: each test goes on where the last one left it. */
describe("a network that projects share", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  onNode("v2", async (started) => {
    site = started;
    await site.node.docker("network", "create", "--attachable", "--label", "by=hand", "ingress");
  });

  const id = () => site.node.docker("network", "inspect", "--format", "{{.Id}}", "ingress");

  it("that somebody made by hand is adopted as it is, and nothing is left to do", async () => {
    const before = await id();
    await site.declare(both);
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await id()).toBe(before);
    const again = await site.pulumi(["preview", "--refresh", "--expect-no-changes"]);
    expect(again.exitCode, again.all).toBe(0);
  });

  it("that the Docker plugin made is taken over without a touch, also when its containers are stopped", async () => {
    const before = await id();
    await site.node.docker("stop", "web");
    const state = JSON.parse((await site.state()).replaceAll(NEW, OLD)) as { deployment: { resources: Record<string, unknown>[] } };
    const { resources } = state.deployment;
    const provider = `urn:pulumi:vps::homelab::pulumi:providers:docker::${NODE}/docker`;
    const docker = {
      urn: provider,
      custom: true,
      id: "d0",
      type: "pulumi:providers:docker",
      inputs: { host: "ssh://root@edge:22", version: "5.2.0" },
    };
    resources.splice(
      resources.findIndex(({ urn }) => urn === URN(OLD)),
      0,
      { ...docker, outputs: docker.inputs },
    );
    const made = { driver: "bridge", name: "ingress", ipamDriver: "default", __defaults: ["ipamDriver"] };
    Object.assign(resources.find(({ urn }) => urn === URN(OLD)) ?? {}, {
      id: before,
      provider: `${provider}::d0`,
      inputs: made,
      outputs: { ...made, id: before, attachable: true },
    });
    await site.load(JSON.stringify(state));
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.all).not.toMatch(/Network .*(delet|replac)/);
    expect(await id()).toBe(before);
    const after = await site.state();
    expect(after).not.toContain(OLD);
    expect(after).toContain(NEW);
    const again = await site.up("--refresh");
    expect(again.exitCode, again.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.State.Running}}", "web")).toBe("true");
  });

  it("that was removed under a stopped container is made again, and the container with it", async () => {
    await site.node.docker("stop", "web");
    await site.node.docker("network", "prune", "-f");
    const ended = await site.up("--refresh");
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("inspect", "--format", "{{.State.Running}}", "web")).toBe("true");
    const again = await site.pulumi(["preview", "--refresh", "--expect-no-changes"]);
    expect(again.exitCode, again.all).toBe(0);
  });

  it("is not replaced while it is used, and stays when git no longer names it", async () => {
    const before = await id();
    await site.declare({ ...both, [`${NODE}/network/ingress`]: { ...network, args: { ...network.args, internal: true } } });
    const refused = await site.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toContain(
      "EDGE network ingress: its internal is false instead of true; it is not replaced, since containers are connected to it: web",
    );
    await site.declare({ "EDGE/web/project": web });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await id()).toBe(before);
  });
});
