import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../../cli/preview/events.ts";
import { previewDocument } from "../../../cli/preview/document.ts";
import { PlanCollector } from "../../../cli/preview/plan.ts";
import { renderPreview } from "../../../cli/preview/render.ts";
import type { SitePreview } from "../../../cli/preview/run.ts";
import { paint } from "../../../cli/shared/terminal/colour.ts";

const root = "urn:pulumi:vps::homelab::pulumi:pulumi:Stack::homelab-vps";
const node = "urn:pulumi:vps::homelab::homelab:node:Node::VPS";
const plain = { paint: paint(false) };
const MIB = 1024 * 1024;

function resource(op: string, type: string, name: string, parent: string, inputs: object = {}): EngineEvent {
  const urn = `urn:pulumi:vps::homelab::${type}::${name}`;
  return { resourcePreEvent: { metadata: { op, urn, type, old: null, new: { parent, inputs: { ...inputs } } } } };
}

const layout = resource("create", "homelab:node:Layout", "VPS/layout", node, {
  node: "VPS",
  capabilities: { memory: { total_mib: 4096, swap_mib: 0, reserve_mib: 896, budget_mib: 3200 } },
});
const project = (limit: number | "none") =>
  resource("create", "homelab:compose:Project", "VPS/outline", node, {
    node: "VPS",
    service: "outline",
    document: {
      services: {
        outline: { ...(limit === "none" ? {} : { mem_limit: String(limit * MIB) }) },
        "outline-postgres": { mem_limit: String(256 * MIB) },
      },
    },
  });

function preview(events: readonly EngineEvent[], more: Partial<SitePreview> = {}): SitePreview {
  const collector = new PlanCollector();
  for (const event of events) collector.add(event);
  return { site: "vps", ok: true, cancelled: false, plan: collector.plan(), policy: true, offline: [], seconds: 1.26, ...more };
}

const site = (limit: number | "none" = 512) => [
  project(limit),
  resource("create", "pulumi:pulumi:Stack", "homelab-vps", ""),
  resource("create", "homelab:node:Node", "VPS", root),
  layout,
];

describe("a preview for people", () => {
  it("shows every resource in tree order, the memory of the node, the policies and the sum of it", () => {
    const passed: EngineEvent = { policyAnalyzeStackSummaryEvent: { policyPackName: "homelab", passed: ["memory-budget"] } };
    expect(renderPreview(preview([...site(), passed], { offline: [{ name: "docker", version: "5.2.0" }] }), plain)).toBe(`Site vps

 + pulumi:pulumi:Stack            homelab-vps
 + └─ homelab:node:Node           VPS
 +    ├─ homelab:node:Layout      VPS/layout
 +    └─ homelab:compose:Project  VPS/outline

Memory of VPS
service  container            limit
outline  outline            512 MiB
outline  outline-postgres   256 MiB
-----------------------------------
sum                         768 MiB
budget                     3200 MiB
left                       2432 MiB

Policies
 ✓ memory-budget

Offline plugins stand in for docker 5.2.0: what the real ones would refuse is not known here.
4 to create (1.3 s)
`);
  });

  it("counts a container without a limit as unbounded, so that nothing is left", () => {
    const text = renderPreview(preview(site("none")), plain);
    expect(text).toMatch(/^outline {2}outline +unbounded$/m);
    expect(text).toMatch(/^left +unknown$/m);
  });

  it("shows what is left as negative when the limits are too high together", () => {
    expect(renderPreview(preview(site(2945)), plain)).toMatch(/^left +-1 MiB$/m);
  });

  it("shows each changed attribute below its resource", () => {
    const change: EngineEvent = {
      resourcePreEvent: {
        metadata: {
          op: "update",
          urn: node,
          type: "homelab:node:Node",
          old: { inputs: { a: 1 } },
          new: { inputs: { a: 2 } },
          detailedDiff: { a: { diffKind: "update" } },
        },
      },
    };
    expect(renderPreview(preview([change]), plain)).toContain(" ~ homelab:node:Node  VPS\n        ~ a: 1 → 2\n");
  });

  it("shows a report alone, and not the part of the plan that was made before it", () => {
    const report = "hosts/vps/capabilities.yaml:3:1 memory: is missing\n1 problem";
    const failed: EngineEvent = { diagnosticEvent: { severity: "error", message: report } };
    const text = renderPreview(preview([...site(), failed], { ok: false, policy: false }), plain);
    expect(text).toContain(`error:\n${report}\n`);
    expect(text).not.toContain("VPS/outline");
    expect(text).toMatch(/^failed \(1\.3 s\)$/m);
  });

  it("shows a violation with its text and whose it is, below the whole plan", () => {
    const violated: EngineEvent = {
      policyEvent: {
        policyPackName: "homelab",
        policyName: "memory-limit-required",
        enforcementLevel: "mandatory",
        message: "outline has no limit\nfix: add mem_limit",
        resourceUrn: "urn:pulumi:vps::homelab::homelab:compose:Project::VPS/outline",
      },
    };
    const text = renderPreview(preview([...site(), violated], { ok: false }), plain);
    expect(text).toContain(" ✗ memory-limit-required (VPS/outline)\n     outline has no limit\n     fix: add mem_limit\n");
    expect(text).toContain("VPS/layout");
    expect(text).toContain("refused by 1 policy violation");
  });

  it("keeps names whole in a narrow terminal as long as it can, and cuts what does not fit", () => {
    const at = (width: number) => renderPreview(preview(site()), { ...plain, width }).split("\n");
    expect(at(40)).toContain(" + pulumi:pulumi:Stack      homelab-vps");
    expect(at(30)).toContain(" +    └─ homelab:compose:Pro…");
    expect(at(30)).toContain("outline  outline-po…   256 MiB");
  });
});

describe("a preview for programs", () => {
  it("has sizes in bytes and resources in tree order", () => {
    expect(previewDocument(preview(site()))).toMatchObject({
      site: "vps",
      ok: true,
      resources: [{ name: "homelab-vps" }, { name: "VPS", parent: root }, { name: "VPS/layout" }, { name: "VPS/outline" }],
      memory: [{ node: "VPS", sum: 768 * MIB, budget: 3200 * MIB, left: 2432 * MIB }],
      policies: { passed: [], violations: [] },
      seconds: 1.3,
    });
  });
});
