import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SetupContext } from "../../setup/context.ts";
import { offlineFolder, writeOfflinePlugins } from "../../setup/offline.ts";
import { pluginOnPath } from "../../setup/find.ts";
import { ourPluginHome, placesOf } from "../../setup/places.ts";
import { linkPlugins, pluginExecutables, presentPlugins, wantedPlugins } from "../../setup/plugins.ts";
import { PLUGINS } from "../../setup/set-up.ts";
import { readStamp, writeStamp } from "../../setup/stamp.ts";
import type { SetupResult } from "../../setup/stamp.ts";
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

describe("a plugin that a person installs by hand", () => {
  it("for the engine's own folder is used and kept, for every checkout", () => {
    const at = path.join(context.places.pulumiHome, "plugins", "resource-docker-v5.2.0");
    mkdirSync(at, { recursive: true });
    writeFileSync(path.join(at, "pulumi-resource-docker"), "by hand", { mode: 0o755 });
    linkPlugins(context);
    linkPlugins(context);
    expect(presentPlugins(context, [docker])).toEqual([docker]);
    expect(readFileSync(path.join(at, "pulumi-resource-docker"), "utf8")).toBe("by hand");
    expect(lstatSync(path.join(at, "pulumi-resource-docker")).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(ourPluginHome(context.places), "plugins/resource-docker-v5.2.0/pulumi-resource-docker"), "utf8")).toBe(
      "by hand",
    );
  });

  it("on PATH is one of the known names, and an offline one there is none", () => {
    const bin = path.join(folder, "bin");
    const offline = path.join(context.places.offline, "docker");
    for (const at of [bin, offline]) mkdirSync(at, { recursive: true });
    const env = { PATH: `${offline}:${bin}` };
    writeFileSync(path.join(offline, "pulumi-resource-docker"), "offline", { mode: 0o755 });
    expect(presentPlugins({ ...context, env }, [docker])).toEqual([]);
    expect(pluginOnPath("docker", env, context.places)).toBeUndefined();
    writeFileSync(path.join(bin, "pulumi-resource-docker"), "real", { mode: 0o755 });
    expect(presentPlugins({ ...context, env }, [docker])).toEqual([docker]);
    expect([...PLUGINS]).toEqual(wantedPlugins(repository).map(({ name }) => name));
  });

  it("makes the last setup void when it comes, and when it goes", () => {
    const stamp = path.join(folder, "setup.json");
    const result: SetupResult = { pulumi: "", engineVersion: "", engineSource: "built", languageHost: "", plugins: [], sites: [] };
    const unchanged = pluginExecutables(context, [docker]);
    writeStamp(stamp, [], { unchanged, present: [] }, result);
    expect(readStamp(stamp, [])).toEqual(result);
    const file = path.join(install("docker", "5.2.0"), "pulumi-resource-docker");
    expect(readStamp(stamp, [])).toBeUndefined();
    writeStamp(stamp, [], { unchanged, present: [] }, result);
    rmSync(file);
    expect(readStamp(stamp, [])).toBeUndefined();
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
