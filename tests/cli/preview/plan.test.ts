import { describe, expect, it } from "vitest";
import type { EngineEvent, StepMetadata } from "../../../cli/preview/events.ts";
import { parseEvent, shortType, urnName } from "../../../cli/preview/events.ts";
import { PlanCollector } from "../../../cli/preview/plan.ts";

const urn = "urn:pulumi:vps::homelab::homelab:compose:Project::VPS/outline";
const step = (op: string, more: Partial<StepMetadata> = {}): StepMetadata => ({
  op,
  urn,
  type: "homelab:compose:Project",
  old: null,
  new: { parent: "", inputs: { node: "VPS" } },
  ...more,
});
const collect = (...events: EngineEvent[]) => {
  const collector = new PlanCollector();
  for (const event of events) collector.add(event);
  return collector.plan();
};

describe("a plan from the engine's events", () => {
  it("has a resource once, though the engine speaks of it twice", () => {
    const plan = collect({ resourcePreEvent: { metadata: step("create") } }, { resOutputsEvent: { metadata: step("create") } });
    expect(plan.resources.map(({ operation }) => operation)).toEqual(["create"]);
    expect(plan.counts).toEqual({ create: 1 });
  });

  it("counts the three steps of a replacement as one", () => {
    const plan = collect(
      ...["create-replacement", "replace", "delete-replaced"].map((op) => ({ resourcePreEvent: { metadata: step(op) } })),
    );
    expect(plan.counts).toEqual({ replace: 1 });
  });

  it("takes the last state of a resource that is deleted from what it was", () => {
    const plan = collect({
      resourcePreEvent: { metadata: step("delete", { old: { protect: true, inputs: { node: "VPS" } }, new: null }) },
    });
    expect(plan.resources[0]).toMatchObject({ operation: "delete", protect: true, inputs: { node: "VPS" } });
  });

  it("names a policy as passed only when it failed nowhere", () => {
    const pack = "homelab";
    const plan = collect(
      { policyAnalyzeSummaryEvent: { policyPackName: pack, passed: ["oom-score", "memory-limit"] } },
      { policyAnalyzeSummaryEvent: { policyPackName: pack, passed: ["oom-score"], failed: ["memory-limit"] } },
      { policyAnalyzeStackSummaryEvent: { policyPackName: pack, passed: ["memory-budget"] } },
    );
    expect(plan.passed).toEqual(["memory-budget", "oom-score"]);
  });

  it("keeps a violation with its text, once, and its policy does not pass", () => {
    const policyEvent = {
      policyPackName: "homelab",
      policyName: "memory-limit",
      enforcementLevel: "mandatory",
      message: "no limit\n",
      resourceUrn: urn,
    };
    const plan = collect(
      { policyEvent },
      { policyEvent },
      { policyAnalyzeSummaryEvent: { policyPackName: "homelab", passed: ["memory-limit"] } },
    );
    expect(plan.violations).toEqual([{ policy: "memory-limit", level: "mandatory", message: "no limit", urn }]);
    expect(plan.passed).toEqual([]);
  });

  it("leaves out the engine's own noise, debug lines and passing messages", () => {
    const say = (severity: string, message: string, ephemeral = false): EngineEvent => ({
      diagnosticEvent: { severity, message, ephemeral },
    });
    const plan = collect(
      say("warning", "using pulumi-resource-docker from $PATH at /x/pulumi-resource-docker\n"),
      say("debug", "Registering resource"),
      say("error", "preview failed\n"),
      say("info", "still working", true),
      say("warning", "a thing to know\n"),
      say("error", "a thing that is wrong\n"),
      say("error", "a thing that is wrong\n"),
    );
    expect(plan).toMatchObject({ warnings: ["a thing to know"], errors: ["a thing that is wrong"] });
  });
});

describe("one line of the stream", () => {
  it("is no event when it is a sentence of the CLI, or half a line", () => {
    expect(parseEvent("warning: a new version is there")).toBeUndefined();
    expect(parseEvent('{"sequence":')).toBeUndefined();
    expect(parseEvent('{"summaryEvent":{}}')).toEqual({ summaryEvent: {} });
  });
});

describe("names", () => {
  it("of types leave out the module that says nothing", () => {
    expect(shortType("docker:index/volume:Volume")).toBe("docker:Volume");
    expect(shortType("homelab:compose:Project")).toBe("homelab:compose:Project");
    expect(shortType("pulumi:providers:docker")).toBe("pulumi:providers:docker");
    expect(shortType("odd")).toBe("odd");
  });

  it("of resources are what follows the type, colons included", () => {
    expect(urnName(urn)).toBe("VPS/outline");
    expect(urnName("urn:pulumi:s::p::a:b:C::x::y")).toBe("x::y");
  });

  it("says the same in the same order whatever the order of the events", () => {
    const about = (policyName: string, message: string, enforcementLevel = "advisory"): EngineEvent => ({
      policyEvent: { policyPackName: "homelab", policyName, enforcementLevel, message, resourceUrn: urn },
    });
    const said = (severity: string, message: string): EngineEvent => ({ diagnosticEvent: { severity, message } });
    const events = [
      about("b", "one"),
      about("a", "two"),
      about("a", "one"),
      about("c", "one", "mandatory"),
      said("warning", "z"),
      said("warning", "y"),
    ];
    const [plan, other] = [collect(...events), collect(...[...events].reverse())];
    expect(plan).toEqual(other);
    expect(plan.violations.map(({ policy, message }) => `${policy} ${message}`)).toEqual(["c one", "a one", "a two", "b one"]);
    expect(plan.warnings).toEqual(["y", "z"]);
  });

  it("has the reason of a failure, not that later steps of the plan were not seen after it", () => {
    const said = (message: string): EngineEvent => ({ diagnosticEvent: { severity: "error", message } });
    const unseen = `expected resource operations for ${urn} but none were seen`;
    expect(collect(said("the disk is full"), said(unseen)).errors).toEqual(["the disk is full"]);
    expect(collect(said(unseen)).errors).toEqual([unseen]);
  });
});
