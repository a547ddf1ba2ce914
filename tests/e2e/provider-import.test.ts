import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { declaredInGit, layoutInGit } from "../../provider/docker/declared.ts";
import type { ComposeDocument } from "../../compose/document.ts";
import { renderUnexpanded } from "../../compose/render/unexpanded.ts";
import { NodeSite } from "../provider/deploy/support/node-site.ts";
import { importImage } from "../support/images.ts";
import { repository } from "../support/checkout.ts";

const minutes = 60_000;

describe("a project of git that somebody started by hand", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  let args: { readonly [name: string]: unknown };

  beforeAll(async () => {
    site = await NodeSite.start("v2");
    for (const folder of ["inventory", "hosts", "services"]) {
      await rm(site.checkout.path(folder), { recursive: true });
      await cp(path.join(repository, "tests/fixtures/fleet", folder), site.checkout.path(folder), { recursive: true });
    }
    await site.checkout.replace(
      "inventory/topology.yaml",
      /address: vps\n([\s\S]*?)user: homelab, port: 2222/,
      `address: localhost\n$1user: root, port: ${site.sshd.port}`,
    );
    for (const image of ["registry.example.net/web:1.0.0", "registry.example.net/postgres:16.10"]) await importImage(site.node, image);
    for (const volume of ["web_cache", "web_postgres_data"]) await site.node.docker("volume", "create", volume);
    await site.write("config/web/.env", "WEB_URL=https://wiki.example.net\nWEB_PASSWORD=0123456789abcdef\n");
    const declared = await declaredInGit("VPS", "web", site.checkout.root);
    if (declared === undefined) throw new Error("the fleet has no web on VPS");
    args = declared;
    await site.write("by-hand/docker-compose.yml", renderUnexpanded(declared["document"] as unknown as ComposeDocument));
    const [program = "", ...rest] = await site.node.inside([
      "docker-compose",
      "-p",
      "web",
      "--project-directory",
      "/opt/homelab/by-hand",
      "--env-file",
      "/opt/homelab/config/web/.env",
      "-f",
      "/opt/homelab/by-hand/docker-compose.yml",
      "up",
      "-d",
    ]);
    await execa(program, rest, { env: { DOCKER_HOST: `unix://${site.node.socket}` }, stdin: "ignore" });
  }, 5 * minutes);
  afterAll(() => site[Symbol.asyncDispose]());

  const running = () => Promise.all(["web", "web-postgres"].map((name) => site.identity(name)));

  it("is taken into the state by `pulumi import` as it is declared in git, without a restart", async () => {
    const before = await running();
    const ended = await site.pulumi([
      "import",
      "homelab:compose:Project",
      "web",
      "VPS/web",
      "--yes",
      "--protect=false",
      "--generate-code=false",
      "--skip-preview",
    ]);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await running()).toEqual(before);
    const { deployment } = JSON.parse(await site.state()) as {
      deployment: { resources: { type: string; id?: string; inputs: Record<string, unknown>; urn: string }[] };
    };
    const imported = deployment.resources.find(({ type }) => type === "homelab:compose:Project");
    expect(imported).toMatchObject({
      id: "VPS/web",
      inputs: { service: "web", node: "VPS", status: { web: "running", "web-postgres": "running" } },
    });
    await site.forget(imported?.urn ?? "");
  });

  it("is adopted by the import option of the program, without a restart, and is in sync then", async () => {
    const before = await running();
    await site.declare({ web: { type: "project", args, options: { import: "VPS/web" } } });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.all).toMatch(/homelab:compose:Project web imported/);
    expect(await running()).toEqual(before);
    await site.declare({ web: { type: "project", args } });
    const silent = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
    expect(silent.exitCode, silent.all).toBe(0);
  });

  it("comes with the folders of its node, which are imported as they are", async () => {
    const folders = await layoutInGit("VPS", site.checkout.root);
    if (folders === undefined) throw new Error("the fleet has no layout on VPS");
    for (const name of Object.keys(folders["folders"] ?? {}))
      await site.sh('mkdir -p "$1" && chmod "$2" "$1"', `/opt/homelab/${name}`, name === "config" ? "0700" : "0755");
    const ended = await site.pulumi([
      "import",
      "homelab:node:Layout",
      "tree",
      "VPS/opt/homelab",
      "--yes",
      "--protect=false",
      "--generate-code=false",
      "--skip-preview",
    ]);
    expect(ended.exitCode, ended.all).toBe(0);
    const { deployment } = JSON.parse(await site.state()) as {
      deployment: { resources: { type: string; id?: string; inputs: Record<string, unknown>; urn: string }[] };
    };
    const imported = deployment.resources.find(({ type }) => type === "homelab:node:Layout");
    expect(imported).toMatchObject({ id: "VPS/opt/homelab", inputs: folders });
    await site.forget(imported?.urn ?? "");
    await site.declare({ web: { type: "project", args }, tree: { type: "layout", args: folders, options: { import: "VPS/opt/homelab" } } });
    const adopted = await site.up();
    expect(adopted.exitCode, adopted.all).toBe(0);
    expect(adopted.all).toMatch(/homelab:node:Layout tree imported/);
    await site.declare({ web: { type: "project", args }, tree: { type: "layout", args: folders } });
    const silent = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
    expect(silent.exitCode, silent.all).toBe(0);
  });

  it("that git does not know is refused with what to do", async () => {
    const ended = await site.pulumi([
      "import",
      "homelab:compose:Project",
      "nobody",
      "VPS/nobody",
      "--yes",
      "--generate-code=false",
      "--skip-preview",
    ]);
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/VPS\/nobody: git declares no such project there; fix: list its service in hosts\/vps\/services\.yaml/);
  });
});
