import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Fleet } from "../../policy/examples/fleet.ts";
import { repository } from "../support/checkout.ts";
import { runTool } from "../support/tool.ts";

const minutes = 60_000;

/** A state as `pulumi stack export` writes it, in which a fleet has been applied. */
function stateOf(fleet: Fleet): object {
  const urn = (type: string, name: string): string => `urn:pulumi:vps::homelab::${type}::${name}`;
  const parent = urn("pulumi:pulumi:Stack", "homelab-vps");
  const provider = (name: string) => ({
    urn: urn(`pulumi:providers:${name}`, name),
    custom: true,
    id: `${name}-id`,
    type: `pulumi:providers:${name}`,
    parent,
  });
  const applied = fleet.resources.map(({ type, name, props, opts }) => {
    const package_ = type.split(":")[0] ?? "";
    const by = provider(package_);
    return {
      urn: urn(type, name),
      custom: true,
      id: name,
      type,
      inputs: props,
      outputs: props,
      parent,
      ...opts,
      provider: `${by.urn}::${by.id}`,
    };
  });
  const resources = [
    { urn: parent, custom: false, type: "pulumi:pulumi:Stack" },
    ...["homelab", "docker", "cloudflare"].map(provider),
    ...applied,
  ];
  return { version: 3, deployment: { manifest: { time: "2026-11-21T00:00:00Z", magic: "", version: "3.258.0" }, resources } };
}

describe("the policies over an exported state", { timeout: 5 * minutes }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "homelab-state-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function judged(fleet: Fleet, ...args: readonly string[]) {
    const file = path.join(folder, "state.json");
    await writeFile(file, JSON.stringify(stateOf(fleet)));
    return runTool(repository, "policy", ["--state", file, ...args]);
  }

  it("have nothing against a state in which every rule is kept", async () => {
    const { exitCode, all } = await judged(new Fleet());
    expect(exitCode, all).toBe(0);
  });

  it("refuse an applied state that is over the budget, and name the node and the sum", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "outline")["mem_limit"] = String(2800 * 1024 * 1024);
    const { exitCode, stdout } = await judged(fleet);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("✗ memory-budget (mandatory)");
    expect(stdout).toContain("the memory limits on VPS add up to 3312 MiB, 112 MiB over its budget");
    expect(stdout).toContain("fix: lower the limits by 112 MiB together");
  });

  it("refuse an applied data volume that may be deleted", async () => {
    const fleet = new Fleet();
    fleet.resource("VPS/outline/volume/outline_postgres_data").opts.protect = false;
    const { exitCode, stdout } = await judged(fleet, "--json");
    expect(exitCode).toBe(1);
    expect((JSON.parse(stdout) as { policies: { policy: string }[] }).policies.map(({ policy }) => policy)).toEqual(["protected-volumes"]);
  });

  it("say in one sentence that there is no such file, or that the options do not go together", async () => {
    const missing = await runTool(repository, "policy", ["--state", path.join(folder, "none.json")]);
    expect([missing.exitCode, missing.all]).toEqual([1, expect.stringContaining("stack export")]);
    const both = await runTool(repository, "policy", ["vps", "--state", "x.json"]);
    expect([both.exitCode, both.all]).toEqual([1, expect.stringContaining("--state judges one state and no site")]);
  });
});
