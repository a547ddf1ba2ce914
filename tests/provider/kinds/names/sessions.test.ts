import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import type { ApiAddress } from "../../../../provider/http/address.ts";
import { apiAddress } from "../../../../provider/http/address.ts";
import { NpmSession } from "../../../../provider/kinds/proxy-host/session.ts";
import { createProxyHost, readProxyHost, updateProxyHost } from "../../../../provider/kinds/proxy-host/proxy-host.ts";
import { TechnitiumSession } from "../../../../provider/kinds/lan-record/session.ts";
import { npmAccount, NpmServer } from "../../../support/npm-server.ts";
import { technitiumAccount, TechnitiumServer } from "../../../support/technitium-server.ts";

vi.mock("../../../../provider/http/address.ts", async (original) => ({ ...(await original()), apiAddress: vi.fn() }));

let npm: NpmServer;
let technitium: TechnitiumServer;

beforeAll(async () => {
  process.env["HOMELAB_API_PAUSE_SECONDS"] = "0.01";
  process.env["HOMELAB_API_TIMEOUT_SECONDS"] = "1";
  npm = await new NpmServer().listen();
  technitium = await new TechnitiumServer().listen();
  vi.mocked(apiAddress).mockImplementation(() => Promise.resolve(npmAddress()));
});
afterAll(async () => {
  await Promise.all([npm[Symbol.asyncDispose](), technitium[Symbol.asyncDispose]()]);
});
afterEach(() => {
  npm.hosts.splice(0);
  npm.nginxError = undefined;
  npm.tokenMs = 24 * 3600 * 1000;
});

function npmAddress(over: Readonly<Record<string, string>> = { IDENTITY: npmAccount.identity, SECRET: npmAccount.secret }): ApiAddress {
  return { name: "vps-npm", url: npm.url, credentials: new Map(Object.entries(over)) };
}

function dnsAddress(over: Readonly<Record<string, string>>): ApiAddress {
  return { name: "core-dns", url: technitium.url, credentials: new Map(Object.entries(over)) };
}

const byLogin = { USER: technitiumAccount.user, PASSWORD: technitiumAccount.pass };
const logins = (): number => npm.taken().filter((line) => line === "POST /api/tokens").length;

describe("a session with Nginx Proxy Manager", () => {
  it("logs in once for everything that is asked at the same time", async () => {
    npm.taken();
    const session = new NpmSession(npmAddress());
    await Promise.all([session.proxyHosts(), session.certificates(), session.proxyHosts()]);
    await session.proxyHosts();
    expect(logins()).toBe(1);
  });

  it("takes a new token when the server no longer takes the old one", async () => {
    const session = new NpmSession(npmAddress());
    await session.proxyHosts();
    npm.tokens.clear();
    npm.taken();
    await expect(session.proxyHosts()).resolves.toEqual([]);
    expect(logins()).toBe(1);
  });

  it("takes a new token before the old one expires on its way", async () => {
    npm.tokenMs = 30_000;
    const session = new NpmSession(npmAddress());
    await session.proxyHosts();
    npm.taken();
    await session.proxyHosts();
    expect(logins()).toBe(1);
  });

  it("names the variables that would open it", async () => {
    await expect(new NpmSession(npmAddress({})).proxyHosts()).rejects.toThrow(
      "nothing in the environment opens it; fix: set VPS_NPM_IDENTITY and VPS_NPM_SECRET",
    );
  });

  it("does not wait for ever, nor ask for ever", async () => {
    npm.trouble("GET", /proxy-hosts/, "silence", "silence", "silence");
    await expect(new NpmSession(npmAddress()).proxyHosts()).rejects.toThrow("GET /api/nginx/proxy-hosts: no answer within 1 s");
    expect(npm.taken().filter((line) => line.startsWith("GET"))).toHaveLength(3);
  }, 10_000);

  it("says when nobody is there", async () => {
    await expect(new NpmSession({ ...npmAddress(), url: "http://127.0.0.1:9" }).proxyHosts()).rejects.toThrow(
      "it cannot be reached (ECONNREFUSED)",
    );
  });
});

describe("a proxy host", () => {
  const inputs = {
    api: "vps-npm",
    host: "wiki.example.net",
    forwardScheme: "http",
    forwardHost: "outline",
    forwardPort: 3000,
    certificate: "wiki.example.net",
    forceTls: true,
    enabled: true,
  };

  it("that nginx does not take is a failure, although the server wrote it", async () => {
    npm.nginxError = "host not found in upstream outline";
    await expect(createProxyHost(inputs)).rejects.toThrow(
      "the proxy host wiki.example.net was written, but nginx does not take it: host not found in upstream outline",
    );
  });

  it("without a certificate for its name is refused with those that there are", async () => {
    await expect(createProxyHost({ ...inputs, certificate: "git.example.net" })).rejects.toThrow(
      "no certificate there covers git.example.net; allowed: wiki.example.net; fix: request one under SSL Certificates",
    );
    expect(npm.hosts).toEqual([]);
  });

  it("whose settings the server drops in silence is a failure", async () => {
    await expect(createProxyHost({ ...inputs, certificate: "" })).rejects.toThrow("was written, but is not as declared: forceTls is false");
  });

  it("of somebody else is left alone", async () => {
    await createProxyHost({ ...inputs, forwardPort: 8080 });
    await expect(createProxyHost(inputs)).rejects.toThrow(
      "there is a proxy host for wiki.example.net already, and it differs in forwardPort; fix: name wiki.example.net under proxy_hosts",
    );
    expect(npm.hosts).toMatchObject([{ forward_port: 8080 }]);
  });

  it("is imported by its name, and read with the certificate that covers it", async () => {
    await updateProxyHost(inputs);
    const read = await readProxyHost({}, "vps-npm/wiki.example.net");
    expect(read?.declared).toMatchObject({
      api: "vps-npm",
      host: "wiki.example.net",
      forwardPort: 3000,
      certificate: "wiki.example.net",
      forceTls: true,
    });
    expect(read?.declared).not.toHaveProperty("advancedConfig");
    await expect(readProxyHost({}, "vps-npm/git.example.net")).resolves.toBeUndefined();
    await expect(readProxyHost({}, "7")).rejects.toThrow("this is no id; allowed: API/name, such as vps-npm/wiki.example.net");
  });
});

describe("a session with Technitium", () => {
  it("takes a new token when the old session has ended", async () => {
    const session = new TechnitiumSession(dnsAddress(byLogin));
    await session.put("lan.example.net", "a.lan.example.net", "A", "10.0.0.1", 60);
    technitium.tokens.clear();
    await expect(session.records("lan.example.net", "a.lan.example.net")).resolves.toHaveLength(1);
  });

  it("does not log in with a token of its own, and says when that is not taken", async () => {
    technitium.taken();
    const session = new TechnitiumSession(dnsAddress({ TOKEN: "an-api-token" }));
    await expect(session.records("lan.example.net", "a.lan.example.net")).rejects.toThrow("it does not take the token in CORE_DNS_TOKEN");
    expect(technitium.taken()).toEqual(["POST /api/zones/records/get"]);
    technitium.tokens.add("an-api-token");
    await expect(session.records("lan.example.net", "a.lan.example.net")).resolves.toHaveLength(1);
  });

  it("says what the server says, without a password that it repeats", async () => {
    const wrong = new TechnitiumSession(dnsAddress({ USER: "pulumi", PASSWORD: "hunter22" }));
    await expect(wrong.records("lan.example.net", "a.lan.example.net")).rejects.toThrow(
      "POST /api/user/login: Invalid username or password for (hidden).",
    );
    const session = new TechnitiumSession(dnsAddress(byLogin));
    await expect(session.put("other.net", "a.other.net", "A", "10.0.0.1", 60)).rejects.toThrow(
      "POST /api/zones/records/add: No such zone was found: other.net",
    );
  });
});
