import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";

import { HomelabProvider } from "../../src/components/homelab-provider.ts";
import { Node } from "../../src/components/node.ts";
import type { NodeFacts } from "../../src/inventory/inventory.ts";
import { soundCapabilities, soundContainer, soundDeployment, soundNode } from "../support/inventory.ts";
import { ofType, runProgram, tree } from "../support/pulumi-mocks.ts";

const mebibyte = 1024 * 1024;

async function create(facts: NodeFacts) {
  return runProgram(() => new Node(facts.name, { facts }, { providers: [new HomelabProvider("homelab")] }));
}

/** A node whose one service has these containers. */
function nodeWith(service: string, services: Readonly<Record<string, unknown>>): NodeFacts {
  return soundNode("VPS", { deployments: [soundDeployment(service, { services })] });
}

async function refusal(facts: NodeFacts): Promise<string> {
  const { error, resources } = await create(facts);
  if (!pulumi.ResourceError.isInstance(error)) throw new Error(`expected a ResourceError, got ${String(error)}`);
  expect(error.hideStack).toBe(true);
  expect(error.resource).toBeInstanceOf(Node);
  expect(tree(resources), "nothing is made of a node that breaks a rule").toEqual([
    "stack > VPS (homelab:components:Node)",
    "stack > homelab (pulumi:providers:homelab)",
  ]);
  return error.message;
}

describe("a node", () => {
  it("without volumes and shared networks is its layout and nothing else", async () => {
    const { resources, error } = await create(soundNode());
    expect(error).toBeUndefined();
    expect(tree(resources)).toEqual([
      "VPS > VPS/layout (homelab:node:Layout)",
      "stack > VPS (homelab:components:Node)",
      "stack > homelab (pulumi:providers:homelab)",
    ]);
  });

  it("gives its layout the folders of /opt/homelab, owned by the account that deploys, and its capabilities", async () => {
    const { resources } = await create(soundNode());
    const open = { owner: "dockeruser", group: "dockeruser", mode: "0755" };
    const layout = ofType(resources, "homelab:node:Layout").get("VPS/layout");
    expect(layout).toMatchObject({ provider: "homelab", protect: false });
    expect(layout?.inputs).toEqual({
      node: "VPS",
      site: "vps",
      folders: {
        data: open,
        logs: open,
        state: open,
        events: open,
        world: open,
        actions: open,
        services: open,
        config: { ...open, mode: "0700" },
      },
      capabilities: soundCapabilities,
    });
  });

  it("reaches its Docker engine by ssh under its mesh name when a service keeps a volume", async () => {
    const volume = { type: "volume", name: "outline_data", service: "outline", target: "/data", description: "Data.", backup: "outline" };
    const deployments = [soundDeployment("outline", { contract: { persistence: { paths: [volume] } } })];
    const { resources } = await create(soundNode("VPS", { deployments }));
    expect(ofType(resources, "pulumi:providers:docker").get("VPS/docker")?.inputs).toMatchObject({ host: "ssh://vps.node" });
  });

  it("makes the network that its services share, once", async () => {
    const document = { networks: { ingress: { name: "ingress", external: true }, default: { name: "x_default" } } };
    const deployments = [soundDeployment("npm", { document }), soundDeployment("outline", { document })];
    const { resources } = await create(soundNode("VPS", { deployments }));
    const networks = [...ofType(resources, "homelab:docker:Network").values()];
    const inputs = { node: "VPS", name: "ingress", driver: "bridge", internal: false };
    expect(networks).toMatchObject([{ name: "VPS/network/ingress", parent: "VPS", provider: "homelab", inputs }]);
    expect(ofType(resources, "pulumi:providers:docker").size, "no plugin of others is needed for it").toBe(0);
  });

  it("says in the end where it is and what it is for", async () => {
    const { resources } = await create(soundNode());
    expect(ofType(resources, Node.token).get("VPS")?.outputs).toEqual({
      site: "vps",
      role: "ingress",
      address: "vps",
    });
  });

  it("adds up what its containers may take", async () => {
    const { result } = await create(soundNode());
    expect(result?.memory).toMatchObject({ sumBytes: 256 * mebibyte, budgetBytes: 3200 * mebibyte, leftBytes: 2944 * mebibyte });
  });

  it("may use its budget to the last byte", async () => {
    const { error } = await create(nodeWith("outline", { outline: soundContainer("outline", { mem_limit: String(3200 * mebibyte) }) }));
    expect(error).toBeUndefined();
  });
});

describe("a node is refused", () => {
  it("with 3201 MiB of limits in a budget of 3200 MiB, and the services, the sum, the bound and the excess are named", async () => {
    const facts = nodeWith("outline", {
      outline: soundContainer("outline", { mem_limit: String(3000 * mebibyte) }),
      "outline-redis": soundContainer("outline-redis", { mem_limit: String(201 * mebibyte) }),
    });
    const message = await refusal(facts);
    expect(message).toContain("add up to 3201 MiB, 1 MiB over its budget: outline 3000 MiB, outline/outline-redis 201 MiB");
    expect(message).toContain("at most 3200 MiB");
  });

  it("with a container that has no mem_limit, which is unbounded and not zero", async () => {
    const { mem_limit, ...container } = soundContainer("outline");
    expect(mem_limit).toBeDefined();
    const message = await refusal(nodeWith("outline", { outline: container }));
    expect(message).toContain("outline on VPS has no memory limit");
    expect(message).toContain("the memory of VPS is unbounded");
  });

  it("with a limit that is only under deploy.resources", async () => {
    const { mem_limit, ...container } = soundContainer("outline");
    const deploy = { resources: { limits: { memory: mem_limit } } };
    const message = await refusal(nodeWith("outline", { outline: { ...container, deploy } }));
    expect(message).toContain("outline on VPS has its memory limit only under deploy.resources");
  });

  it("with a limit that is a variable", async () => {
    const message = await refusal(nodeWith("outline", { outline: soundContainer("outline", { mem_limit: "${LIMIT:-256m}" }) }));
    expect(message).toContain("the memory limit of outline on VPS is the variable ${LIMIT:-256m}");
  });

  it("on the VPS with an executor that lost its -900", async () => {
    const message = await refusal(nodeWith("control-plane", { executor: soundContainer("executor") }));
    expect(message).toContain("control-plane/executor on VPS has no oom_score_adj");
    expect(message).toContain("fix: set oom_score_adj: -900");
  });

  it("with somebody else's -900", async () => {
    const message = await refusal(nodeWith("outline", { outline: soundContainer("outline", { oom_score_adj: -900 }) }));
    expect(message).toContain("outline on VPS has oom_score_adj: -900, but is not one of the protected services");
  });

  it("with a USB coordinator", async () => {
    const devices = [{ source: "/dev/ttyUSB0", target: "/dev/ttyUSB0", permissions: "rwm" }];
    const message = await refusal(nodeWith("zigbee2mqtt", { zigbee2mqtt: soundContainer("zigbee2mqtt", { devices }) }));
    expect(message).toContain("zigbee2mqtt on VPS names the USB device /dev/ttyUSB0");
  });

  it("with every problem of every service in one report", async () => {
    const { mem_limit, ...unlimited } = soundContainer("npm");
    expect(mem_limit).toBeDefined();
    const deployments = [
      soundDeployment("npm", { services: { npm: unlimited } }),
      soundDeployment("outline", { services: { outline: soundContainer("outline", { oom_score_adj: -900 }) } }),
    ];
    const message = await refusal(soundNode("VPS", { deployments }));
    expect(message).toContain("npm on VPS has no memory limit");
    expect(message).toContain("outline on VPS has oom_score_adj: -900");
    expect(message).toMatch(/3 problems$/);
  });
});
