import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";

import { ComposeService } from "../../src/components/compose-service.ts";
import { HomelabProvider } from "../../src/components/homelab-provider.ts";
import { Node } from "../../src/components/node.ts";
import type { Deployment } from "../../src/inventory/inventory.ts";
import { soundContainer, soundDeployment, soundNode } from "../support/inventory.ts";
import { ofType, runProgram, tree } from "../support/pulumi-mocks.ts";

const projectType = "homelab:compose:Project";

function volume(name: string, over: Readonly<Record<string, unknown>> = {}) {
  return { type: "volume", name, service: "outline", target: `/${name}`, description: "Data.", backup: "outline", ...over };
}

/** The service on its node, and beside it those it comes after. */
async function create(deployment: Deployment, before: readonly Deployment[] = []) {
  return runProgram(() => {
    const facts = soundNode("VPS", { deployments: [deployment, ...before] });
    const node = new Node("VPS", { facts }, { providers: [new HomelabProvider("homelab")] });
    const after = before.map((other) => new ComposeService(`VPS/${other.service}`, { deployment: other, node }));
    return new ComposeService(`VPS/${deployment.service}`, { deployment, node, after });
  });
}

describe("a service", () => {
  it("without data is its Compose project below its node", async () => {
    const { resources, error } = await create(soundDeployment("outline"));
    expect(error).toBeUndefined();
    expect(tree(resources)).toEqual([
      "VPS > VPS/layout (homelab:node:Layout)",
      "VPS > VPS/outline (homelab:components:ComposeService)",
      "VPS/outline > VPS/outline/project (homelab:compose:Project)",
      "stack > VPS (homelab:components:Node)",
      "stack > homelab (pulumi:providers:homelab)",
    ]);
  });

  it("gives its project the node, the document, the contract and the files by their paths", async () => {
    const file = { path: "files/app.conf", source: "services/outline/files/app.conf", content: "a=1\n", mode: "0644", sha256: "ab" };
    const deployment = soundDeployment("outline", { files: [file] });
    const { resources } = await create(deployment);
    const project = ofType(resources, projectType).get("VPS/outline/project");
    expect(project).toMatchObject({ provider: "homelab", protect: false });
    expect(project?.inputs).toEqual({
      node: "VPS",
      site: "vps",
      exposure: "none",
      service: "outline",
      project: "outline",
      document: deployment.resolved.document,
      contract: deployment.contract,
      files: { "files/app.conf": { content: "a=1\n", mode: "0644", sha256: "ab" } },
    });
  });

  it("makes its managed volumes first, each once, and nothing for one that only has to be there", async () => {
    const paths = [
      volume("outline_postgres_data"),
      volume("outline_postgres_data", { target: "/again" }),
      volume("outline_old", { managed: false }),
      { type: "bind", source: "/srv/outline", service: "outline", target: "/srv", description: "Files.", backup: false },
    ];
    const { resources } = await create(soundDeployment("outline", { contract: { persistence: { paths } } }));
    const name = "VPS/outline/volume/outline_postgres_data";
    const volumes = [...ofType(resources, "docker:index/volume:Volume").values()];
    expect(volumes).toMatchObject([{ name, provider: "VPS/docker", protect: true, inputs: { name: "outline_postgres_data" } }]);
    expect(ofType(resources, projectType).get("VPS/outline/project")?.dependsOn).toContain(name);
  });

  it("hands every persistent volume to Compose as external, managed or not, and leaves the others to Compose", async () => {
    const paths = [volume("outline_postgres_data"), volume("outline_old", { managed: false })];
    const volumes = {
      postgres_data: { name: "outline_postgres_data" },
      old: { name: "outline_old", labels: { a: "b" } },
      cache: { name: "outline_cache" },
    };
    const { resources } = await create(soundDeployment("outline", { contract: { persistence: { paths } }, document: { volumes } }));
    expect(ofType(resources, projectType).get("VPS/outline/project")?.inputs["document"]).toMatchObject({
      volumes: {
        postgres_data: { name: "outline_postgres_data", external: true },
        old: { name: "outline_old", external: true },
        cache: { name: "outline_cache" },
      },
    });
  });

  it("waits for the layout, the shared networks it uses, its volumes and the services it comes after, and for nothing else", async () => {
    const networks = { ingress: { name: "ingress", external: true } };
    const deployment = soundDeployment("outline", {
      contract: { persistence: { paths: [volume("outline_data")] } },
      document: { networks },
    });
    const other = soundDeployment("npm", { document: { networks: { admin: { name: "admin", external: true } } } });
    const { resources } = await create(deployment, [other]);
    const projects = ofType(resources, projectType);
    expect(projects.get("VPS/outline/project")?.dependsOn.toSorted()).toEqual([
      "VPS/layout",
      "VPS/network/ingress",
      "VPS/npm/project",
      "VPS/outline/volume/outline_data",
    ]);
    expect(projects.get("VPS/npm/project")?.dependsOn.toSorted()).toEqual(["VPS/layout", "VPS/network/admin"]);
  });

  it("says in the end who may reach it and which containers it is", async () => {
    const services = { outline: soundContainer("outline"), "outline-redis": soundContainer("outline-redis") };
    const { resources } = await create(soundDeployment("outline", { services, exposure: "mesh" }));
    expect(ofType(resources, ComposeService.token).get("VPS/outline")?.outputs).toEqual({
      exposure: "mesh",
      project: "outline",
      containers: ["outline", "outline-redis"],
    });
  });
});

describe("a service is refused", () => {
  /** The service on a node that does not know of it, so that only the service itself can refuse it. */
  async function refusal(deployment: Deployment): Promise<string> {
    const { error, resources } = await runProgram(() => {
      const node = new Node("VPS", { facts: soundNode("VPS", { deployments: [] }) }, { providers: [new HomelabProvider("homelab")] });
      return new ComposeService(`VPS/${deployment.service}`, { deployment, node });
    });
    if (!pulumi.ResourceError.isInstance(error)) throw new Error(`expected a ResourceError, got ${String(error)}`);
    expect(error.hideStack).toBe(true);
    expect(error.resource).toBeInstanceOf(ComposeService);
    expect(ofType(resources, projectType).size).toBe(0);
    return error.message;
  }

  it("without a mem_limit", async () => {
    const { mem_limit, ...container } = soundContainer("outline");
    expect(mem_limit).toBeDefined();
    expect(await refusal(soundDeployment("outline", { services: { outline: container } }))).toContain("outline on VPS has no memory limit");
  });

  it("as an executor of the VPS without -900", async () => {
    const deployment = soundDeployment("control-plane", { services: { executor: soundContainer("executor") } });
    expect(await refusal(deployment)).toContain("control-plane/executor on VPS has no oom_score_adj");
  });

  it("with a USB coordinator in a placed file", async () => {
    const file = { path: "files/c.yaml", source: "services/z/files/c.yaml", content: "port: /dev/ttyUSB0\n", mode: "0644", sha256: "ab" };
    expect(await refusal(soundDeployment("zigbee2mqtt", { files: [file] }))).toContain("services/z/files/c.yaml:1");
  });
});
