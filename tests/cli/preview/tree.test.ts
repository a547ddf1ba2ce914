import { describe, expect, it } from "vitest";
import type { PlannedResource } from "../../../cli/preview/plan.ts";
import { treeOrder } from "../../../cli/preview/tree.ts";

function resource(name: string, parent?: string): PlannedResource {
  const urn = (of: string) => `urn:pulumi:s::p::t::${of}`;
  const step = { op: "create", urn: urn(name), type: "t" };
  return { ...step, operation: "create", protect: false, inputs: {}, step, ...(parent === undefined ? {} : { parent: urn(parent) }) };
}

const drawn = (...resources: PlannedResource[]) =>
  treeOrder(resources).map(({ branch, resource: { urn } }) => branch + (urn.split("::")[3] ?? ""));

describe("the tree of resources", () => {
  it("has every parent before its children, children by name, whatever order the engine saw them in", () => {
    expect(drawn(resource("b2", "b"), resource("b", "root"), resource("a", "root"), resource("root"), resource("b1", "b"))).toEqual([
      "root",
      "├─ a",
      "└─ b",
      "   ├─ b1",
      "   └─ b2",
    ]);
  });

  it("loses nothing: a resource whose parent is not in the plan stands at the root", () => {
    expect(drawn(resource("left", "gone"), resource("root"))).toEqual(["left", "root"]);
  });
});
