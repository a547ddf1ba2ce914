import { Provider } from "@pulumi/cloudflare/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";

import { HomelabProvider } from "../../src/components/homelab-provider.ts";
import { PublicHost, type PublicHostArgs } from "../../src/components/public-host.ts";
import { soundNode } from "../support/inventory.ts";
import { ofType, runProgram, tree } from "../support/pulumi-mocks.ts";

const sound: PublicHostArgs = { host: "docs.example.net", service: "outline", node: soundNode(), zoneId: "zone", proxied: true };

async function create(over: Partial<PublicHostArgs> = {}) {
  return runProgram(() => {
    const cloudflare = new Provider("cloudflare");
    return new PublicHost("VPS/outline/host/docs.example.net", { ...sound, ...over }, { providers: [cloudflare] });
  });
}

const proxy = { api: "vps-npm", container: "outline", port: 3000 };

async function createWithProxy(over: Partial<PublicHostArgs> = {}) {
  return runProgram(() => {
    const providers = [new Provider("cloudflare"), new HomelabProvider("homelab")];
    return new PublicHost("VPS/outline/host/docs.example.net", { ...sound, proxy, ...over }, { providers });
  });
}

describe("a public host behind the node's proxy", () => {
  it("is forwarded to the container before anybody is invited", async () => {
    const { resources, error } = await createWithProxy();
    expect(error).toBeUndefined();
    const host = ofType(resources, "homelab:npm:ProxyHost").get("VPS/outline/host/docs.example.net/proxy");
    expect(host).toMatchObject({ provider: "homelab", parent: "VPS/outline/host/docs.example.net" });
    expect(host?.inputs).toEqual({
      api: "vps-npm",
      host: "docs.example.net",
      forwardScheme: "http",
      forwardHost: "outline",
      forwardPort: 3000,
      certificate: "docs.example.net",
      forceTls: true,
      http2: true,
    });
    expect([...ofType(resources, "cloudflare:index/dnsRecord:DnsRecord").values()][0]?.dependsOn).toEqual([host?.name]);
  });

  it("adopts what was there before", async () => {
    Object.assign(process.env, { VPS_NPM_IDENTITY: "somebody", VPS_NPM_SECRET: "something" });
    const { resources } = await createWithProxy({ adopt: { record: "0123", proxyHost: true } });
    for (const name of ["VPS_NPM_IDENTITY", "VPS_NPM_SECRET"]) Reflect.deleteProperty(process.env, name);
    expect([...ofType(resources, "cloudflare:index/dnsRecord:DnsRecord").values()][0]?.importId).toBe("zone/0123");
    expect([...ofType(resources, "homelab:npm:ProxyHost").values()][0]?.importId).toBe("vps-npm/docs.example.net");
  });
});

describe("a public host", () => {
  it("is one address record that points at the node", async () => {
    const { resources, error } = await create();
    expect(error).toBeUndefined();
    expect(tree(resources)).toEqual([
      "VPS/outline/host/docs.example.net > VPS/outline/host/docs.example.net (cloudflare:index/dnsRecord:DnsRecord)",
      "stack > VPS/outline/host/docs.example.net (homelab:components:PublicHost)",
      "stack > cloudflare (pulumi:providers:cloudflare)",
    ]);
    const record = [...ofType(resources, "cloudflare:index/dnsRecord:DnsRecord").values()][0];
    expect(record?.provider).toBe("cloudflare");
    expect(record?.inputs).toEqual({
      zoneId: "zone",
      name: "docs.example.net",
      type: "A",
      content: "203.0.113.10",
      ttl: 1,
      proxied: true,
      comment: "outline on VPS, managed by Pulumi",
    });
  });

  it("goes straight to the node when the contract says so", async () => {
    const { resources } = await create({ proxied: false });
    expect([...ofType(resources, "cloudflare:index/dnsRecord:DnsRecord").values()][0]?.inputs).toMatchObject({ proxied: false });
  });

  it("gives the provider no token, so that none can get into the state", async () => {
    const { resources } = await create();
    expect(ofType(resources, "pulumi:providers:cloudflare").get("cloudflare")?.inputs).toEqual({});
  });

  it("says in the end under which address it is reached", async () => {
    const { resources } = await create();
    expect([...ofType(resources, PublicHost.token).values()][0]?.outputs).toEqual({
      host: "docs.example.net",
      url: "https://docs.example.net",
      address: "203.0.113.10",
    });
  });

  it("is refused on a node without an address on the internet", async () => {
    const node = soundNode();
    const { public_address, ...topology } = node.topology;
    expect(public_address).toBeDefined();
    const { error, resources } = await create({ node: { ...node, topology } });
    if (!pulumi.ResourceError.isInstance(error)) throw new Error(`expected a ResourceError, got ${String(error)}`);
    expect(error.message).toContain("inventory/topology.yaml nodes.VPS.public_address: is missing");
    expect(error.message).toContain("outline");
    expect(ofType(resources, "cloudflare:index/dnsRecord:DnsRecord").size).toBe(0);
  });
});
