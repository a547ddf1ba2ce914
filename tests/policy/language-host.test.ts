import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readFileSync } from "node:fs";

import { Fleet } from "../../policy/examples/fleet.ts";
import { packName, policies } from "../../policy/pack.ts";
import manifest from "../../package.json" with { type: "json" };
import pack from "../../policy/package.json" with { type: "json" };
import { repository } from "../support/checkout.ts";
import { PackProcess } from "./support/pack-process.ts";

/** What Pulumi's own language host runs for `--policy-pack policy`: the SDK's launcher with the engine's address and the folder. */
const launcher = path.join(repository, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");

describe("the pack as a folder, which Pulumi's language host starts", () => {
  let served: PackProcess;

  beforeAll(async () => {
    served = await PackProcess.start(process.execPath, [launcher, "127.0.0.1:1", path.join(repository, "policy")], repository);
  });

  afterAll(() => served[Symbol.dispose]());

  it("says which runtime it needs, and names itself as the executable does", () => {
    const project = parse(readFileSync(path.join(repository, "policy/PulumiPolicy.yaml"), "utf8")) as { runtime: { name: string } };
    expect(project.runtime.name).toBe("nodejs");
    expect({ name: pack.name, version: pack.version }).toEqual({ name: packName, version: manifest.version });
  });

  it("serves every policy under its name and version", async () => {
    const info = await served.info();
    expect([info.getName(), info.getVersion()]).toEqual([packName, manifest.version]);
    expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual(policies.map(({ name }) => name));
  });

  it("has the levels and bounds of policy-config.json, and speaks as the executable does", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "npm")["restart"] = "always";
    await served.configure({ name: "all", settings: fleet.settings });
    const resources = fleet.resources.map((resource) => ({
      ...resource,
      urn: `urn:pulumi:all::homelab::${resource.type}::${resource.name}`,
    }));
    const said = await served.report(resources);
    expect(said.map(({ policy, level, about }) => [policy, level, about])).toEqual([["restart-policy", "mandatory", "VPS/npm/project"]]);
  });
});
