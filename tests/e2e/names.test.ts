import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { loopbackCertificate } from "../support/certificate.ts";
import { npmAccount, NpmServer } from "../support/npm-server.ts";
import { technitiumAccount, TechnitiumServer } from "../support/technitium-server.ts";
import { NamesSite, type Declared } from "./support/names-site.ts";

const minutes = 60_000;
const host = {
  api: "vps-npm",
  host: "wiki.example.net",
  forwardHost: "outline",
  forwardPort: 3000,
  certificate: "wiki.example.net",
  forceTls: true,
  http2: true,
};
const record = { api: "core-dns", zone: "lan.example.net", name: "dns.lan.example.net", value: "10.5.0.2", ttl: 600 };
const both: Declared = { wiki: { type: "ProxyHost", args: host }, dns: { type: "LanRecord", args: record } };

/** One story on one engine: each test goes on where the last one left the servers and the state. */
describe("names, by the real engine on servers that speak the documented APIs", { timeout: 3 * minutes }, () => {
  let folder: string;
  let npm: NpmServer;
  let technitium: TechnitiumServer;
  let site: NamesSite;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "homelab-names-"));
    const certificate = await loopbackCertificate(folder);
    npm = await new NpmServer(certificate).listen();
    technitium = await new TechnitiumServer().listen();
    site = await NamesSite.start({ npm: npm.url, technitium: technitium.url });
    site.env["VPS_NPM_CA_FILE"] = certificate.certFile;
  }, 3 * minutes);
  afterAll(async () => {
    await Promise.allSettled([
      site[Symbol.asyncDispose](),
      npm[Symbol.asyncDispose](),
      technitium[Symbol.asyncDispose](),
      rm(folder, { recursive: true }),
    ]);
  });
  beforeEach(() => {
    npm.taken();
    technitium.taken();
  });

  it("are previewed without a single question to their servers", async () => {
    await site.declare(both);
    const ended = await site.pulumi("preview");
    expect(ended.exitCode, ended.all).toBe(0);
    expect([...npm.taken(), ...technitium.taken()]).toEqual([]);
  });

  it("are not made over TLS that nobody vouches for", async () => {
    const { VPS_NPM_CA_FILE: authority = "", ...env } = site.env;
    site.env = env;
    await site.declare({ wiki: { type: "ProxyHost", args: host } });
    const ended = await site.up();
    site.env["VPS_NPM_CA_FILE"] = authority;
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/its certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\); fix: name its authority in VPS_NPM_CA_FILE/);
    expect(npm.taken()).toEqual([]);
  });

  it("are made, the credentials nowhere in the state", async () => {
    await site.declare(both);
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(npm.hosts).toMatchObject([
      { domain_names: ["wiki.example.net"], forward_host: "outline", forward_port: 3000, certificate_id: 4, ssl_forced: true },
    ]);
    expect(technitium.rows).toEqual([
      { name: "dns.lan.example.net", type: "A", ttl: 600, disabled: false, rData: { ipAddress: "10.5.0.2" } },
    ]);
    const state = await site.state();
    for (const secret of [npmAccount.secret, technitiumAccount.pass, ...npm.tokens, ...technitium.tokens])
      expect(state).not.toContain(secret);
    expect(npm.taken().filter((line) => line.endsWith("/api/tokens"))).toHaveLength(1);
  });

  it("are silent when they are as declared", async () => {
    const ended = await site.pulumi("preview", "--refresh", "--expect-no-changes");
    expect(ended.exitCode, ended.all).toBe(0);
  });

  it("show what somebody changed by hand, at its path, and `up` puts it back", async () => {
    Object.assign(npm.hosts[0] ?? {}, { forward_port: 3001, enabled: false, locations: [{ path: "/app" }] });
    technitium.rows.push({ name: "dns.lan.example.net", type: "A", ttl: 600, disabled: false, rData: { ipAddress: "10.5.0.99" } });
    const shown = await site.pulumi("preview", "--refresh", "--diff");
    expect(shown.all).toMatch(/forwardPort: 3001 => 3000/);
    expect(shown.all).toMatch(/enabled *: false => true/);
    expect(shown.all).toMatch(/value: "10\.5\.0\.2, 10\.5\.0\.99" => "10\.5\.0\.2"/);
    const ended = await site.pulumi("up", "--yes", "--skip-preview", "--refresh");
    expect(ended.exitCode, ended.all).toBe(0);
    expect(npm.hosts).toMatchObject([{ forward_port: 3000, enabled: true, locations: [{ path: "/app" }] }]);
    expect(technitium.rows.map(({ rData }) => rData.ipAddress)).toEqual(["10.5.0.2"]);
  });

  it("that somebody deleted are planned anew", async () => {
    npm.hosts.splice(0);
    technitium.rows.splice(0);
    const ended = await site.pulumi("up", "--yes", "--skip-preview", "--refresh");
    expect(ended.exitCode, ended.all).toBe(0);
    expect([npm.hosts.length, technitium.rows.length]).toEqual([1, 1]);
  });

  it("are changed through servers that fail, do not answer and come back", async () => {
    npm.trouble("GET", /certificates/, { status: 502 }, { status: 500 });
    npm.trouble("POST", /tokens/, "silence");
    technitium.trouble("POST", /records\/add/, { status: 503 });
    await site.declare({
      wiki: { type: "ProxyHost", args: { ...host, forwardPort: 3002 } },
      dns: { type: "LanRecord", args: { ...record, value: "10.5.0.3" } },
    });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(npm.hosts).toMatchObject([{ forward_port: 3002 }]);
    expect(technitium.rows.map(({ rData }) => rData.ipAddress)).toEqual(["10.5.0.3"]);
  });

  it("end with one sentence without secrets when a server does not recover", async () => {
    npm.trouble("PUT", /proxy-hosts/, { status: 500 }, { status: 500 }, { status: 500 });
    await site.declare({
      wiki: { type: "ProxyHost", args: { ...host, forwardPort: 3003 } },
      dns: { type: "LanRecord", args: { ...record, value: "10.5.0.4" } },
    });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/vps-npm \(https:\/\/127\.0\.0\.1:\d+\): PUT \/api\/nginx\/proxy-hosts\/\d+: status 500: Internal Error/);
    expect(ended.all).not.toContain(npmAccount.secret);
    // The other one was made all the same, and is not made twice.
    expect(technitium.rows.map(({ rData }) => rData.ipAddress)).toEqual(["10.5.0.4"]);
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(npm.hosts).toMatchObject([{ forward_port: 3003 }]);
  });

  it("refuse a wrong password without repeating it", async () => {
    site.env["VPS_NPM_SECRET"] = "not-the-right-password";
    const ended = await site.pulumi("preview", "--refresh");
    site.env["VPS_NPM_SECRET"] = npmAccount.secret;
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/POST \/api\/tokens: status 400: Invalid email or password: \(hidden\)/);
    expect(ended.all).not.toContain("not-the-right-password");
  });

  it("are removed, and nothing beside them", async () => {
    technitium.rows.push({
      name: "dns.lan.example.net",
      type: "CNAME",
      ttl: 60,
      disabled: false,
      rData: { cname: "elsewhere.example.net" },
    });
    await site.declare({});
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(npm.hosts).toEqual([]);
    expect(technitium.rows.map(({ type }) => type)).toEqual(["CNAME"]);
    technitium.rows.splice(0);
  });

  it("that were made by a run which never heard of it are taken over, once", async () => {
    npm.trouble("POST", /proxy-hosts/, "heard-but-cut");
    await site.declare({ wiki: { type: "ProxyHost", args: host } });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(npm.hosts).toHaveLength(1);
    await site.pulumi("state", "delete", "--yes", "--force", `urn:pulumi:vps::homelab::homelab:npm:ProxyHost::wiki`);
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(npm.hosts).toHaveLength(1);
  });

  it("that belong to somebody else are left alone, and adopted only when they are the same", async () => {
    technitium.rows.push({ name: "dns.lan.example.net", type: "A", ttl: 60, disabled: false, rData: { ipAddress: "10.5.0.50" } });
    await site.declare({ wiki: { type: "ProxyHost", args: host }, dns: { type: "LanRecord", args: record } });
    const refused = await site.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toMatch(/dns\.lan\.example\.net has A 10\.5\.0\.50 with a TTL of 60 s already; fix: name it under lan_names/);
    expect(technitium.rows).toHaveLength(1);
    const options = { import: "core-dns/lan.example.net/dns.lan.example.net/A" };
    await site.declare({
      wiki: { type: "ProxyHost", args: host },
      dns: { type: "LanRecord", args: { ...record, value: "10.5.0.50", ttl: 60 }, options },
    });
    const adopted = await site.up();
    expect(adopted.exitCode, adopted.all).toBe(0);
    expect(adopted.all).toMatch(/homelab:technitium:Record dns imported/);
    expect(technitium.rows).toHaveLength(1);
  });

  it("of a guest's shape: what would make it anew is refused by a preview, until somebody did it by hand", async () => {
    const shape = { vmid: 102, disk_size: 8, bind_mounts: [], privileged: false };
    const args = { hypervisor: "CORE", guest: "mgmt", kind: "lxc", stateful: true, shape };
    await site.declare({ shape: { type: "GuestShape", args } });
    expect((await site.up()).exitCode).toBe(0);
    const changed = { ...shape, disk_size: 16, bind_mounts: [{ source: "/tank", target: "/tank", read_only: false }] };
    await site.declare({ shape: { type: "GuestShape", args: { ...args, shape: changed } } });
    const refused = await site.pulumi("preview");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toMatch(
      /hosts\/core\/guests\.yaml guests\.mgmt\.bind_mounts: \[\] → .* would delete mgmt and make it anew, without its disk: mountPoints forces a replacement/,
    );
    expect(refused.all).toMatch(/pct set 102 -mp<n>/);
    expect(refused.all).not.toMatch(/disk_size/);
    await site.declare({ shape: { type: "GuestShape", args: { ...args, shape: changed, changedByHand: ["bind_mounts"] } } });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
  });
});
