import { createRequire } from "node:module";
import type * as analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import type * as protobuf from "google-protobuf/google/protobuf/struct_pb.js";
import { Fleet, type Change } from "../../../policy/examples/fleet.ts";
import { policies } from "../../../policy/pack.ts";
import { unpackOnce } from "../../../policy/unpack-once.ts";
import type { BenchCase } from "../rounds.ts";

type Handler = (call: { request: unknown }, callback: (error: unknown, response: unknown) => void) => Promise<void>;
type Maker = (name: string, version: string, level: string, policies: readonly unknown[]) => Handler;

const require = createRequire(import.meta.url);
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = require("@pulumi/policy/server.js") as Readonly<Record<string, Maker>>;
const proto = require("@pulumi/pulumi/proto/analyzer_pb.js") as typeof analyzer;
const struct = require("google-protobuf/google/protobuf/struct_pb.js") as typeof protobuf;

let once = false;

/** The SDK's own handlers, asked as the engine asks: every resource for itself, then all of them together. */
export function packCase(count: number): BenchCase {
  return {
    name: `pack over ${count} services`,
    run: async () => {
      if (!once) unpackOnce();
      once = true;
      const resources = generate(count);
      const analyze = makeAnalyzeRpcFun?.("homelab", "0", "mandatory", policies);
      const analyzeStack = makeAnalyzeStackRpcFun?.("homelab", "0", "mandatory", policies);
      for (const resource of resources) await ask(analyze, request(new proto.AnalyzeRequest(), resource));
      const stack = new proto.AnalyzeStackRequest();
      stack.setResourcesList(resources.map((resource) => request(new proto.AnalyzerResource(), resource)));
      await ask(analyzeStack, stack);
    },
  };
}

interface Generated {
  readonly type: string;
  readonly name: string;
  readonly props: Change;
}

/** So many services of two containers each, with a volume, a port and a contract, on one node with memory for all. */
function generate(count: number): Generated[] {
  const fleet = new Fleet();
  const layout = fleet.resource("VPS/layout");
  (fleet.capabilities("VPS")["memory"] as Change)["budget_mib"] = count * 1024;
  const text = JSON.stringify(fleet.resource("VPS/outline/project").props);
  const projects = Array.from({ length: count }, (_, index) => {
    const props = JSON.parse(text.replaceAll("outline", `generated-${index}`)) as Change;
    return { type: "homelab:compose:Project", name: `VPS/generated-${index}/project`, props };
  });
  return [layout, ...projects];
}

function request<T extends { setType(type: string): void; setName(name: string): void; setUrn(urn: string): void }>(
  message: T & {
    setProperties(value: InstanceType<typeof struct.Struct>): void;
    setOptions(value: InstanceType<typeof proto.AnalyzerResourceOptions>): void;
  },
  { type, name, props }: Generated,
): T {
  message.setType(type);
  message.setName(name);
  message.setUrn(`urn:pulumi:vps::homelab::${type}::${name}`);
  message.setProperties(struct.Struct.fromJavaScript(props as Parameters<typeof struct.Struct.fromJavaScript>[0]));
  message.setOptions(new proto.AnalyzerResourceOptions());
  return message;
}

async function ask(handler: Handler | undefined, message: unknown): Promise<void> {
  let failure: unknown;
  await handler?.({ request: message }, (error) => (failure = error ?? undefined));
  if (failure !== undefined) throw failure instanceof Error ? failure : new Error(JSON.stringify(failure));
}
