import { describe, expect, it } from "vitest";

import { resourceVerdict, serviceVerdicts } from "../../../cli/drift/verdict.ts";
import type { ResourceFacts } from "../../../cli/drift/verdict.ts";

const LIMIT = ["document", "services", "web", "mem_limit"];
const limit = (mem_limit: string) => ({ document: { services: { web: { mem_limit } } } });
const same: ResourceFacts = {
  node: "EDGE",
  service: "shop",
  declared: limit("1"),
  applied: limit("1"),
  enforced: limit("1"),
  drift: [],
  changes: [],
  settled: true,
};
const drifted: ResourceFacts = { ...same, enforced: limit("2"), drift: [LIMIT], settled: false };
const pending: ResourceFacts = { ...same, declared: limit("3"), changes: [LIMIT], settled: false };

describe("the verdict about a resource", () => {
  it("follows from where the three sides differ", () => {
    expect(resourceVerdict(same)).toBe("in-sync");
    expect(resourceVerdict(pending)).toBe("pending");
    expect(resourceVerdict(drifted)).toBe("drifted");
    expect(resourceVerdict({ ...drifted, changes: [LIMIT] })).toBe("drifted");
  });

  it("is pending when the node already is as git wants it", () => {
    expect(resourceVerdict({ ...drifted, declared: limit("2"), changes: [LIMIT], settled: true })).toBe("pending");
  });

  it("is unreachable for a node that was not asked, whatever else seems to differ", () => {
    expect(resourceVerdict({ ...drifted, unreachable: "off" })).toBe("unreachable");
  });
});

describe("the verdict about a service", () => {
  it("is that of the resource that needs a person most", () => {
    const of = (...resources: readonly ResourceFacts[]) => serviceVerdicts(resources).map(({ verdict }) => verdict);
    expect(of(same, pending)).toEqual(["pending"]);
    expect(of(pending, drifted, same)).toEqual(["drifted"]);
    expect(of({ ...drifted, unreachable: "off" }, same)).toEqual(["unreachable"]);
    expect(of(drifted, { ...same, service: "other" })).toEqual(["drifted", "in-sync"]);
    expect(of(drifted, { ...same, node: "EDGE2" })).toEqual(["drifted", "in-sync"]);
  });

  it("shows the three values at the path of the Compose attribute", () => {
    expect(serviceVerdicts([{ ...drifted, declared: limit("3"), changes: [LIMIT] }])[0]?.differences).toEqual([
      { kind: "drift", path: "services.web.mem_limit", declared: "3", applied: "1", enforced: "2" },
    ]);
  });

  it("leaves out the side that does not have a value, and names a whole resource", () => {
    const { enforced, applied, ...rest } = pending;
    expect([enforced, applied]).toHaveLength(2);
    expect(serviceVerdicts([{ ...rest, changes: [[]] }])[0]?.differences).toEqual([
      { kind: "pending", path: "(whole)", declared: "(there)" },
    ]);
    const gone = { ...drifted, enforced: { document: { services: { web: {} } } } };
    expect(serviceVerdicts([gone])[0]?.differences).toEqual([
      { kind: "drift", path: "services.web.mem_limit", declared: "1", applied: "1" },
    ]);
  });

  it("shows a placed file by its sum and never by its content", () => {
    const file = (content: string, sha256: string) => ({ files: { "a.conf": { content, sha256 } } });
    const facts = {
      ...pending,
      declared: file("new", "bb"),
      applied: file("old", "aa"),
      enforced: file("old", "aa"),
      changes: [
        ["files", "a.conf", "content"],
        ["files", "a.conf", "sha256"],
      ],
    };
    expect(serviceVerdicts([facts])[0]?.differences).toEqual([
      { kind: "pending", path: 'files["a.conf"].sha256', declared: "bb", applied: "aa", enforced: "aa" },
    ]);
  });

  it("has nothing to show for a node that was not asked", () => {
    expect(serviceVerdicts([{ ...pending, unreachable: "EDGE: off" }])).toEqual([
      { node: "EDGE", service: "shop", verdict: "unreachable", differences: [], reason: "EDGE: off" },
    ]);
  });
});
