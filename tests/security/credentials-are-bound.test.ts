import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { destinationDangers } from "../../cli/review/destinations.ts";
import { review } from "../../cli/review/review.ts";
import { wordingOnly } from "../../cli/review/wording.ts";
import { apiAddress } from "../../provider/http/address.ts";
import { homelab } from "../../provider/homelab.ts";
import { credentialsBelongTo } from "../../src/rules/guests/endpoint.ts";
import { planned, previewOf } from "../cli/review/support/planned.ts";
import { repository } from "../support/checkout.ts";

const layout = (address: string, connection: object = { kind: "ssh", user: "dockeruser", port: 22 }) =>
  planned("homelab:node:Layout", "VPS/layout", {
    node: "VPS",
    site: "vps",
    folders: {},
    topology: { role: "ingress", address, connection },
  });
const proxied = (apiUrl: string) =>
  planned("homelab:npm:ProxyHost", "VPS/outline/host/docs.example.net/proxy", { api: "vps-npm", apiUrl, host: "docs.example.net" });
const sites = (...resources: Parameters<typeof previewOf>[1]) => new Map([["vps", previewOf("vps", resources)]]);

/** The review of a change of the topology whose commit says that it is about words only. */
function reviewed(before: Parameters<typeof previewOf>[1], after: Parameters<typeof previewOf>[1]) {
  return review({
    base: "a".repeat(40),
    head: "b".repeat(40),
    paths: ["inventory/topology.yaml"],
    before: sites(...before),
    after: sites(...after),
    noEffect: "only wording",
  });
}

describe("a change of where credentials go", () => {
  it.each([
    [
      "the address of a node",
      layout("vps"),
      layout("evil.example"),
      "VPS",
      "ssh://dockeruser@evil.example:22 instead of at ssh://dockeruser@vps:22",
    ],
    [
      "the account",
      layout("vps"),
      layout("vps", { kind: "ssh", user: "root", port: 22 }),
      "VPS",
      "ssh://root@vps:22 instead of at ssh://dockeruser@vps:22",
    ],
    ["the port", layout("vps"), layout("vps", { kind: "ssh", user: "dockeruser", port: 2222 }), "VPS", "ssh://dockeruser@vps:2222 instead"],
    [
      "the address of an API",
      proxied("http://vps.mesh.example.net:81"),
      proxied("http://evil.example:81"),
      "vps-npm",
      "http://evil.example:81 instead of at http://vps.mesh.example.net:81",
    ],
  ])("is the first danger of a review, whatever the commit says: %s", (_, before, after, name, message) => {
    const found = reviewed([before], [after]);
    expect(found.sites[0]?.dangers[0]).toMatchObject({ kind: "credentials", name });
    expect(found.sites[0]?.dangers[0]?.message).toContain(message);
    expect(found.sites[0]?.resources.map(({ operation }) => operation)).toEqual(["update"]);
  });

  it("is seen in what a plugin is configured with, also in what it is loaded from", () => {
    const plugin = (inputs: Record<string, unknown>) => [planned("pulumi:providers:proxmoxve", "CORE/proxmox", inputs)];
    const endpoint = "https://core.georgsen.dk:8006";
    expect(destinationDangers(plugin({ endpoint }), plugin({ endpoint: "https://evil.example:8006" }))).toMatchObject([
      { name: "CORE/proxmox", message: expect.stringContaining("endpoint=https://evil.example:8006 instead of") as string },
    ]);
    expect(destinationDangers(plugin({ endpoint }), plugin({ endpoint, pluginDownloadURL: "https://evil.example" }))).toHaveLength(1);
    expect(destinationDangers(plugin({ endpoint }), plugin({ endpoint }))).toEqual([]);
  });

  it("is seen for a machine that runs guests only", () => {
    const connection = { kind: "ssh", user: "root", port: 22 };
    const core = (address: string) => [planned("homelab:components:Hypervisor", "CORE/hypervisor", { node: "CORE", address, connection })];
    expect(reviewed(core("core"), core("evil.example"))).toMatchObject({
      ok: true,
      sites: [{ dangers: [{ kind: "credentials", name: "CORE" }] }],
    });
  });

  it("is a change of the resource, and learning where it was is none", async () => {
    const diff = async (olds: Record<string, unknown>, news: Record<string, unknown>) => {
      const request = { urn: "urn:pulumi:vps::homelab::homelab:npm:ProxyHost::x", type: "homelab:npm:ProxyHost", id: "x" };
      return (await homelab.diff({ ...request, oldInputs: olds, news, olds } as never)).changes.map(({ path: place }) => place.join("."));
    };
    expect(await diff({ apiUrl: "http://vps:81" }, { apiUrl: "http://evil.example:81" })).toEqual(["apiUrl"]);
    expect(await diff({}, { apiUrl: "http://vps:81" })).toEqual([]);
  });
});

describe("the trailer No-Effect", () => {
  it("never covers a file of inventory/", () => {
    expect(reviewed([layout("vps")], [layout("vps")])).toMatchObject({
      ok: false,
      withoutEffect: { paths: ["inventory/topology.yaml"], reason: "only wording" },
    });
  });

  it("is not needed for a comment or a description there, and for nothing else", async () => {
    const [before, after] = await Promise.all([0, 1].map(() => mkdtemp(path.join(tmpdir(), "homelab-wording-"))));
    const text = await readFile(path.join(repository, "inventory/topology.yaml"), "utf8");
    const changedTo = async (now: string) => {
      for (const [root, content] of [
        [before ?? "", text],
        [after ?? "", now],
      ] as const) {
        await mkdir(path.join(root, "inventory"), { recursive: true });
        await writeFile(path.join(root, "inventory/topology.yaml"), content);
      }
      return wordingOnly(["inventory/topology.yaml", "services/web/service.yaml"], before ?? "", after ?? "");
    };
    expect(await changedTo(`# A word.\n${text}`)).toEqual(["inventory/topology.yaml"]);
    expect(await changedTo(text.replace("The rented server.", "A rented server."))).toEqual(["inventory/topology.yaml"]);
    expect(await changedTo(text.replace("http://vps.mesh.example.net:81", "http://evil.example:81"))).toEqual([]);
    expect(await changedTo(text.replace("user: dockeruser", "user: root"))).toEqual([]);
    expect(await changedTo("a: [")).toEqual([]);
    await Promise.all([before, after].map((root) => rm(root ?? "", { recursive: true })));
  });
});

describe("a credential of an API", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), "homelab-bound-"));
    await mkdir(path.join(root, "inventory"));
  });
  afterAll(() => rm(root, { recursive: true }));

  async function asked(url: string, host?: string) {
    await writeFile(path.join(root, "inventory/topology.yaml"), JSON.stringify({ apis: { "vps-npm": { kind: "npm", node: "VPS", url } } }));
    const env = { VPS_NPM_IDENTITY: "me", VPS_NPM_SECRET: "hunter2", ...(host === undefined ? {} : { VPS_NPM_HOST: host }) };
    return apiAddress("vps-npm", "npm", root, env);
  }

  it.each([
    ["http://vps.mesh.example.net:81", "vps.mesh.example.net:81"],
    ["http://vps.mesh.example.net:81", "vps.mesh.example.net"],
    ["http://VPS.mesh.example.net:81", "http://vps.mesh.example.net:81"],
    ["https://npm.example.net", "npm.example.net:443"],
    ["http://[fd00::1]:81", "[fd00::1]:81"],
    ["http://127.0.0.1:81", "10.0.0.1:81, 127.0.0.1:81"],
  ])("goes to %s when %s stands beside it", async (url, host) => {
    expect((await asked(url, host)).url).toBe(new URL(url).origin);
  });

  it.each([
    ["http://evil.example:81", "vps.mesh.example.net:81"],
    ["http://vps.mesh.example.net:8181", "vps.mesh.example.net:81"],
    ["http://vps.mesh.example.net:81", "https://vps.mesh.example.net:81"],
    ["http://vps.mesh.example.net.evil.example:81", "vps.mesh.example.net"],
    ["http://evil.example:81", "vps.mesh.example.net:81@evil.example:81"],
    ["http://evil.example:81", "vps.mesh.example.net:81/evil.example:81"],
  ])("does not follow to %s when %s stands beside it, and is shown nowhere", async (url, host) => {
    const error: unknown = await asked(url, host).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(
      /vps-npm is at http\S+ in inventory\/topology\.yaml, and VPS_NPM_IDENTITY and VPS_NPM_SECRET may only be sent to /,
    );
    expect(String(error)).toMatch(/\(VPS_NPM_HOST\), so nothing was asked; fix: put the url back/);
    expect(String(error)).not.toContain("hunter2");
  });

  it("goes nowhere while nothing says where it belongs", async () => {
    await expect(asked("http://vps.mesh.example.net:81")).rejects.toThrow(
      "vps-npm: VPS_NPM_HOST is not set, so VPS_NPM_IDENTITY and VPS_NPM_SECRET may be sent nowhere; fix: set it beside them to the host of that API",
    );
  });

  const noAddresses = [
    "http://vps.mesh.example.net:81@evil.example", // not-a-secret: a host that looks like an account
    "http://vps.mesh.example.net:81/x",
    "file:///etc/passwd",
    "//evil.example",
  ];
  it.each(noAddresses)("is for no address like %s", async (url) => {
    await expect(asked(url, "vps.mesh.example.net")).rejects.toThrow("is no address of an API");
  });

  it("of a hypervisor is bound to its endpoint in the same way", () => {
    const problems = (endpoint: string, env: Record<string, string>) =>
      credentialsBelongTo(endpoint, "hosts/core/capabilities.yaml", env).map(({ message }) => message);
    const token = { PROXMOX_VE_API_TOKEN: "u@pve!t=uuid" };
    expect(problems("https://core:8006", { ...token, PROXMOX_VE_HOST: "core:8006" })).toEqual([]);
    expect(problems("https://evil.example:8006", {})).toEqual([]);
    expect(problems("https://evil.example:8006", { ...token, PROXMOX_VE_HOST: "core:8006" })).toEqual([
      "is https://evil.example:8006, and PROXMOX_VE_API_TOKEN may only be sent to core:8006 (PROXMOX_VE_HOST), so nothing was asked",
    ]);
    expect(problems("https://core:8006", token)).toEqual(["PROXMOX_VE_HOST is not set, so PROXMOX_VE_API_TOKEN may be sent nowhere"]);
  });
});
