import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import {
  AnalyzeRequest,
  AnalyzerResourceOptions,
  EnforcementLevel,
  type AnalyzeResponse,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { policies } from "../../policy/pack.ts";
import manifest from "../../package.json" with { type: "json" };
import { soundContainer } from "../support/inventory.ts";
import { project, type Resource } from "../support/policy.ts";

const executable = path.resolve(import.meta.dirname, "../../policy/pulumi-analyzer-homelab");

describe("the pack as an executable", () => {
  let pack: ChildProcess;
  let client: AnalyzerClient;

  beforeAll(async () => {
    // The engine starts it in the folder of the program, wherever that is.
    pack = spawn(executable, ["127.0.0.1:1"], { cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(pack.stdout ?? pack, "data")) as [Buffer];
    client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());
  });

  afterAll(() => {
    client.close();
    pack.kill();
  });

  it("tells the engine its name, its version and every policy with its level", async () => {
    const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
      client.getAnalyzerInfo(new empty.Empty(), (error, response) => (error === null ? resolve(response) : reject(error)));
    });
    expect(info.getName()).toBe("homelab");
    expect(info.getVersion()).toBe(manifest.version);
    const served = info.getPoliciesList();
    expect(served.map((policy) => policy.getName())).toEqual(policies.map(({ name }) => name));
    expect(served.map((policy) => policy.getDescription())).toEqual(policies.map(({ description }) => description));
    const advisory = served
      .filter((policy) => policy.getEnforcementlevel() === EnforcementLevel.ADVISORY)
      .map((policy) => policy.getName());
    expect(advisory).toEqual(["image-digest", "placement-exception-ending"]);
  });

  it("finds nothing in a sound project", async () => {
    expect(await analyze(project("outline"))).toEqual([]);
  });

  it("reports a broken project with the policy, the level and the sentence of the rule", async () => {
    const services = { outline: soundContainer("outline", { oom_score_adj: -900 }) };
    expect(await analyze(project("outline", {}, services))).toEqual([
      {
        policy: "oom-score-adj",
        level: 1,
        message: expect.stringContaining("outline on VPS has oom_score_adj: -900, but is not one of the protected services") as string,
      },
    ]);
  });

  it("only advises while a value is not known before the update", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const services = { outline: soundContainer("outline", { mem_limit: unknown }) };
    expect(await analyze(project("outline", {}, services))).toEqual([
      {
        policy: "memory-limit-required",
        level: 0,
        message: expect.stringContaining("document.services.outline.mem_limit can't be known during preview") as string,
      },
    ]);
  });

  async function analyze({ type, name, props }: Resource) {
    const request = new AnalyzeRequest();
    request.setType(type);
    request.setName(name);
    request.setUrn(`urn:pulumi:vps::homelab::${type}::${name}`);
    request.setProperties(struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Record<string, struct.JavaScriptValue>));
    request.setOptions(new AnalyzerResourceOptions());
    const response = await new Promise<AnalyzeResponse>((resolve, reject) => {
      client.analyze(request, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
    return response.getDiagnosticsList().map((diagnostic) => ({
      policy: diagnostic.getPolicyname(),
      level: diagnostic.getEnforcementlevel(),
      message: diagnostic.getMessage(),
    }));
  }
});
