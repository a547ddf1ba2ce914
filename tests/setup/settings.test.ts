import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Places } from "../../setup/places.ts";
import { placesOf } from "../../setup/places.ts";
import { mergeSettings, settingsCopy, sitesOf, syncSettings } from "../../setup/settings.ts";

let root: string;
let places: Places;
const copy = () => parse(readFileSync(settingsCopy(places, "vps"), "utf8")) as unknown;
const track = (text: string) => {
  writeFileSync(path.join(root, "Pulumi.vps.yaml"), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "homelab-settings-"));
  places = placesOf(root, {});
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("the settings copy of a site", () => {
  it("holds the tracked settings and the salt, and leaves the tracked file alone", async () => {
    track("config:\n  homelab:zone: a # why\n");
    await syncSettings(places, "vps", "v1:salt");
    expect(copy()).toEqual({ config: { "homelab:zone": "a" }, encryptionsalt: "v1:salt" });
    expect(readFileSync(path.join(root, "Pulumi.vps.yaml"), "utf8")).toBe("config:\n  homelab:zone: a # why\n");
  });

  it("gets a later change of the tracked file and keeps the salt", async () => {
    track("config:\n  homelab:zone: a\n  homelab:gone: x\n");
    await syncSettings(places, "vps", "v1:salt");
    track("config:\n  homelab:zone: b\n");
    await syncSettings(places, "vps");
    expect(copy()).toEqual({ config: { "homelab:zone": "b" }, encryptionsalt: "v1:salt" });
  });

  it("keeps what a person set in it", async () => {
    track("config:\n  homelab:zone: a\n");
    await syncSettings(places, "vps", "v1:salt");
    writeFileSync(
      settingsCopy(places, "vps"),
      "config:\n  homelab:zone: a\n  cloudflare:apiToken:\n    secure: v1:x\nencryptionsalt: v1:salt\n",
    );
    track("config:\n  homelab:zone: b\n");
    await syncSettings(places, "vps");
    expect(copy()).toEqual({
      config: { "homelab:zone": "b", "cloudflare:apiToken": { secure: "v1:x" } },
      encryptionsalt: "v1:salt",
    });
  });

  it("never takes another salt for the one it has, since secrets depend on it", async () => {
    track("config: {}\n");
    await syncSettings(places, "vps", "v1:first");
    await syncSettings(places, "vps", "v1:second");
    expect(copy()).toMatchObject({ encryptionsalt: "v1:first" });
  });

  it("is not written again when nothing changed", async () => {
    track("config: {}\n");
    await syncSettings(places, "vps", "v1:salt");
    const handWritten = "# by hand\nencryptionsalt: v1:salt\n";
    writeFileSync(settingsCopy(places, "vps"), handWritten);
    await syncSettings(places, "vps");
    expect(readFileSync(settingsCopy(places, "vps"), "utf8")).toBe(handWritten);
  });

  it("is made from an empty tracked file too", async () => {
    track("");
    await syncSettings(places, "vps");
    expect(existsSync(settingsCopy(places, "vps"))).toBe(true);
  });
});

describe("the merge of settings", () => {
  it("lets a value that was removed from the tracked settings go", () => {
    expect(mergeSettings({}, { config: { a: 1 } }, { config: { a: 1 } })).toEqual({});
  });
});

describe("the sites", () => {
  it("are those with a settings file, in alphabetical order", () => {
    for (const name of ["Pulumi.vps.yaml", "Pulumi.chelsty.yaml", "Pulumi.yaml", "Pulumi.vps.yaml.bak"]) {
      writeFileSync(path.join(root, name), "");
    }
    expect(sitesOf(root)).toEqual(["chelsty", "vps"]);
  });
});
