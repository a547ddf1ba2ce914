import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SetupContext } from "../../setup/context.ts";
import { offlineFolder, writeOfflinePlugins } from "../../setup/offline.ts";
import { placesOf } from "../../setup/places.ts";
import { linkPlugins, presentPlugins, wantedPlugins } from "../../setup/plugins.ts";
import { repository } from "../support/checkout.ts";

let folder: string;
let context: SetupContext;
const docker = { name: "docker", version: "5.2.0" };

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "homelab-plugins-"));
  const env = { PULUMI_HOME: path.join(folder, "person"), XDG_CACHE_HOME: path.join(folder, "cache"), PATH: "" };
  context = {
    places: placesOf(path.join(folder, "checkout"), env),
    env,
    retry: false,
    say: () => undefined,
    online: () => Promise.resolve(false),
  };
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function install(name: string, version: string): string {
  const at = path.join(folder, "person", "plugins", `resource-${name}-v${version}`);
  mkdirSync(at, { recursive: true });
  writeFileSync(path.join(at, `pulumi-resource-${name}`), "the real one", { mode: 0o755 });
  return at;
}

describe("the wanted plugins", () => {
  it("are those of the npm packages, in their versions and from their places", () => {
    expect(wantedPlugins(repository)).toEqual([
      { name: "docker", version: "5.2.0" },
      { name: "command", version: "1.2.1" },
      { name: "cloudflare", version: "6.22.1" },
      { name: "proxmoxve", version: "8.5.0", server: "github://api.github.com/muhlba91/pulumi-proxmoxve" },
    ]);
  });
});

describe("a real plugin", () => {
  it("is found in the person's own folder", () => {
    install("docker", "5.2.0");
    expect(presentPlugins(context, [docker])).toEqual([docker]);
  });

  it("is not there in another version, or half installed", () => {
    install("docker", "5.1.0");
    expect(presentPlugins(context, [docker])).toEqual([]);
    writeFileSync(`${install("docker", "5.2.0")}.partial`, "");
    expect(presentPlugins(context, [docker])).toEqual([]);
  });

  it("is shown to the engine through links, so that nothing is written beside the person's own", () => {
    install("docker", "5.2.0");
    linkPlugins(context);
    const shown = path.join(context.places.pulumiHome, "plugins", "resource-docker-v5.2.0");
    expect(statSync(shown).isDirectory()).toBe(true);
    expect(readFileSync(path.join(shown, "pulumi-resource-docker"), "utf8")).toBe("the real one");
    // What the engine writes there when it uses a plugin.
    writeFileSync(`${shown}.lastused`, "");
    expect(readdirSync(path.join(folder, "person", "plugins"))).toEqual(["resource-docker-v5.2.0"]);
  });

  it("disappears from there when the person removes it", () => {
    const own = install("docker", "5.2.0");
    linkPlugins(context);
    rmSync(own, { recursive: true });
    linkPlugins(context);
    expect(existsSync(path.join(context.places.pulumiHome, "plugins", "resource-docker-v5.2.0"))).toBe(false);
  });
});

describe("the offline plugins", () => {
  it("are executables, one in each folder, that name the plugin they stand in for", () => {
    writeOfflinePlugins(context.places, [docker]);
    const at = path.join(offlineFolder(context.places, "docker"), "pulumi-resource-docker");
    expect(statSync(at).mode & 0o111).toBe(0o111);
    expect(readFileSync(at, "utf8")).toBe(
      `#!/usr/bin/env node\nimport { serveOffline } from "${context.places.root}/provider/offline/serve.ts";\nserveOffline({ name: "docker", version: "5.2.0" });\n`,
    );
  });
});
