import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { backendUrl, baseEnvironment } from "../../setup/environment.ts";
import { placesOf } from "../../setup/places.ts";
import { projectName, stackFile } from "../../setup/stacks.ts";
import { repository } from "../support/checkout.ts";

describe("the project's name", () => {
  it("is read from Pulumi.yaml", () => {
    expect(projectName(repository)).toBe("homelab");
  });

  it("is asked for when it is missing", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "homelab-name-"));
    writeFileSync(path.join(folder, "Pulumi.yaml"), "runtime:\n  name: nodejs\n");
    expect(() => projectName(folder)).toThrow("Pulumi.yaml: `name` is missing");
    rmSync(folder, { recursive: true });
  });
});

describe("the backend", () => {
  const places = placesOf("/checkout", { XDG_CACHE_HOME: "/cache" });

  it("is a folder of the checkout unless a person names one", () => {
    expect(backendUrl(places, {})).toBe("file:///checkout/.homelab/state");
    expect(backendUrl(places, { PULUMI_BACKEND_URL: "" })).toBe("file:///checkout/.homelab/state");
    expect(backendUrl(places, { PULUMI_BACKEND_URL: "s3://bucket" })).toBe("s3://bucket");
  });

  it("keeps a stack in a file only when it is a folder", () => {
    expect(stackFile("file:///a%20b", "homelab", "vps")).toBe("/a b/.pulumi/stacks/homelab/vps.json");
    expect(stackFile("s3://bucket", "homelab", "vps")).toBeUndefined();
  });

  it("of a person's own finds the login in their Pulumi folder", () => {
    const env = { PULUMI_BACKEND_URL: "https://pulumi.example", PULUMI_HOME: "/person" };
    expect(baseEnvironment(places, env)).toMatchObject({ PULUMI_HOME: "/checkout/.homelab/pulumi", PULUMI_CREDENTIALS_PATH: "/person" });
    expect(baseEnvironment(places, {})).not.toHaveProperty("PULUMI_CREDENTIALS_PATH");
  });

  it("gets our passphrase only when the person brings none, an empty one included", () => {
    expect(baseEnvironment(places, {})).toMatchObject({ PULUMI_CONFIG_PASSPHRASE_FILE: "/checkout/.homelab/passphrase" });
    expect(baseEnvironment(places, { PULUMI_CONFIG_PASSPHRASE: "" })).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
  });
});
