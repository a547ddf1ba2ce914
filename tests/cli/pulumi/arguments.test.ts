import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askedPreview, pulumiArguments } from "../../../cli/pulumi/arguments.ts";
import { placesOf } from "../../../setup/places.ts";
import type { EngineEnvironment } from "../../../setup/set-up.ts";

let root: string;
let ready: EngineEnvironment;
const settings = ["--config-file", "/copies/vps"];
const given = (args: string[], env: NodeJS.ProcessEnv = {}) => pulumiArguments(args, ready, env);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "homelab-arguments-"));
  writeFileSync(path.join(root, "Pulumi.yaml"), "name: homelab\n");
  ready = {
    pulumi: "/bin/pulumi",
    engineVersion: "3.258.0",
    engineSource: "path",
    env: { PULUMI_BACKEND_URL: "file:///state" },
    sites: ["saturn", "vps"],
    settingsFile: (site) => `/copies/${site}`,
    offline: [],
    places: placesOf(root, {}),
  };
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("the arguments for the Pulumi CLI", () => {
  it.each([
    [
      ["preview", "--stack", "vps"],
      ["preview", ...settings, "--stack", "vps"],
    ],
    [
      ["preview", "--stack=vps", "--diff"],
      ["preview", ...settings, "--stack=vps", "--diff"],
    ],
    [
      ["up", "-s", "vps", "--yes"],
      ["up", ...settings, "-s", "vps", "--yes"],
    ],
    [
      ["up", "-svps"],
      ["up", ...settings, "-svps"],
    ],
    [
      ["destroy", "-s", "organization/homelab/vps"],
      ["destroy", ...settings, "-s", "organization/homelab/vps"],
    ],
    [
      ["config", "set", "a", "b", "-s", "vps"],
      ["config", ...settings, "set", "a", "b", "-s", "vps"],
    ],
    [
      ["--color", "never", "refresh", "-s", "vps"],
      ["--color", "never", "refresh", ...settings, "-s", "vps"],
    ],
  ])("%j name the copy of the site's settings", (args, wanted) => {
    expect(given(args)).toEqual(wanted);
  });

  it.each([
    [["preview", "--stack", "elsewhere"]],
    [["preview", "--stack", "vps", "--config-file", "mine.yaml"]],
    [["stack", "ls"]],
    [["stack", "export", "--stack", "vps"]],
    [["version"]],
    [["--help"]],
    [[]],
    [["config", "set", "a", "--", "-s", "vps"]],
  ])("%j stay as they are", (args) => {
    expect(given(args)).toEqual(args);
  });

  it("follow PULUMI_STACK where no stack is named", () => {
    expect(given(["preview"], { PULUMI_STACK: "vps" })).toEqual(["preview", ...settings]);
  });

  it("follow the selected stack, as the engine remembers it", () => {
    const file = createHash("sha1").update(path.join(root, "Pulumi.yaml")).digest("hex");
    const folder = path.join(ready.places.pulumiHome, "workspaces");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, `homelab-${file}-workspace.json`),
      JSON.stringify({ stacks: { "file:///state": "organization/homelab/vps" } }),
    );
    expect(given(["preview"])).toEqual(["preview", ...settings]);
  });

  it("keep the tracked settings when a stack is removed", () => {
    expect(given(["stack", "rm", "--stack", "vps"])).toEqual(["stack", "rm", "--preserve-config", "--stack", "vps"]);
  });
});

describe("a preview that is served from here", () => {
  const asked = (args: string[]) => askedPreview(args, ready, {});

  it.each([
    [["preview", "--stack", "vps"], { refresh: false, whole: true }],
    [["pre", "-s", "vps", "--refresh"], { refresh: true, whole: true }],
    [["--color", "never", "preview", "-r", "-svps"], { refresh: true, whole: true }],
    [["preview", "--refresh=false", "--stack", "vps"], { refresh: false, whole: true }],
    [["preview", "--refresh", "--stack", "vps", "--target", "**::VPS/outline"], { refresh: true, whole: false }],
    [["preview", "--refresh", "--stack", "vps", "--exclude=**::VPS"], { refresh: true, whole: false }],
  ])("%j is one", (args, wanted) => {
    expect(asked(args)).toEqual({ site: "vps", ...wanted });
  });

  it.each([
    [["up", "--stack", "vps"]],
    [["refresh", "--stack", "vps"]],
    [["preview", "--stack", "elsewhere"]],
    [["preview"]],
    [["-C", "/elsewhere", "preview", "--stack", "vps"]],
    [["--cwd=/elsewhere", "preview", "--stack", "vps"]],
    [["preview", "--stack", "vps", "--tracing=file:./trace"]],
    [["preview", "--stack", "vps", "--attach-debugger"]],
    [["version"]],
    [[]],
  ])("%j is none: the engine starts everything itself", (args) => {
    expect(asked(args)).toBeUndefined();
  });
});
