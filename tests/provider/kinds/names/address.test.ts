import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, it } from "vitest";

import { apiAddress, credentialVariable } from "../../../../provider/http/address.ts";

const root = mkdtempSync(join(tmpdir(), "homelab-api-"));
mkdirSync(join(root, "inventory"));
writeFileSync(join(root, "inventory", "topology.yaml"), "apis:\n  vps-npm: { kind: npm, node: VPS, url: 'https://npm.example.net:81/' }\n");
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe("the address of an API", () => {
  it("is today's, with what the environment gives to open it", async () => {
    const api = await apiAddress("vps-npm", "npm", root, {
      VPS_NPM_IDENTITY: "me",
      VPS_NPM_SECRET: "s",
      VPS_NPM_HOST: "npm.example.net:81",
      OTHER_SECRET: "no",
    });
    expect(api).toEqual({
      name: "vps-npm",
      url: "https://npm.example.net:81",
      credentials: new Map([
        ["IDENTITY", "me"],
        ["SECRET", "s"],
      ]),
    });
    expect(credentialVariable("core-dns", "TOKEN")).toBe("CORE_DNS_TOKEN");
  });

  it("that is not in the topology is refused with the allowed ones and the nearest", async () => {
    await expect(apiAddress("vps-nmp", "npm", root, {})).rejects.toThrow(
      'vps-nmp is no API of kind npm in inventory/topology.yaml; allowed: vps-npm; did you mean "vps-npm"?',
    );
    await expect(apiAddress("vps-npm", "technitium", root, {})).rejects.toThrow("allowed: none yet");
  });

  it("says when a certificate authority cannot be read", async () => {
    await expect(apiAddress("vps-npm", "npm", root, { VPS_NPM_CA_FILE: "/nowhere.pem" })).rejects.toThrow(
      "VPS_NPM_CA_FILE: the certificate authority cannot be read: ENOENT",
    );
  });
});
