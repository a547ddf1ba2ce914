import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { describe, expect, it } from "vitest";

import { previewSite } from "../../cli/preview/run.ts";
import { setUp } from "../../setup/set-up.ts";
import { loopbackCertificate } from "../support/certificate.ts";
import { ApiServer } from "../support/api-server.ts";
import { Checkout } from "../support/checkout.ts";

const token = "pulumi@pve!homelab=01234567-89ab-cdef-0123-456789abcdef";

/** What the plugin asks before it plans anything. */
function answer(path: string): { status: number; body: unknown } {
  if (path.startsWith("/api2/json/version")) return { status: 200, body: { data: { version: "8.4.1", release: "8.4", repoid: "0" } } };
  if (path.startsWith("/api2/json/nodes")) return { status: 200, body: { data: [{ node: "core", status: "online", type: "node" }] } };
  return { status: 200, body: { data: [] } };
}

describe("site core with the real Proxmox plugin", { timeout: 180_000 }, () => {
  it("is previewed with a token from the environment, which is shown nowhere; without the plugin it says that it did not run", async () => {
    await using checkout = await Checkout.create();
    const folder = await mkdtemp(path.join(tmpdir(), "homelab-proxmox-"));
    try {
      const certificate = await loopbackCertificate(folder);
      await using server = await new ApiServer(({ path }) => answer(path), certificate).listen();
      await checkout.replace("hosts/core/capabilities.yaml", "https://core.georgsen.dk:8006", server.url);
      const ready = await setUp({
        root: checkout.root,
        plugins: "preview",
        env: { ...process.env, PROXMOX_VE_API_TOKEN: token },
        say: () => undefined,
      });
      const real = !ready.offline.some(({ name }) => name === "proxmoxve");
      const preview = await previewSite("core", ready, {
        policy: true,
        env: { PROXMOX_VE_API_TOKEN: token, PROXMOX_VE_HOST: "127.0.0.1", SSL_CERT_FILE: certificate.certFile },
      });
      expect(preview.ok, JSON.stringify(preview.plan.errors)).toBe(true);
      expect(JSON.stringify(preview)).not.toContain(token);
      if (real) {
        expect(preview.offline.map(({ name }) => name)).not.toContain("proxmoxve");
      } else {
        process.stderr.write(
          "did not run against the Proxmox API: the plugin proxmoxve is not installed here, an offline one stood in for it\n",
        );
        expect(preview.offline.map(({ name }) => name)).toContain("proxmoxve");
        expect(server.taken()).toEqual([]);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
