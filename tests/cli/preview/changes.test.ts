import { describe, expect, it } from "vitest";
import { changesOf, parsePath } from "../../../cli/preview/changes.ts";
import type { StepMetadata } from "../../../cli/preview/events.ts";

const step = (before: object, after: object, detailedDiff: StepMetadata["detailedDiff"]): StepMetadata => ({
  op: "update",
  urn: "urn:pulumi:s::p::a:b:C::x",
  type: "a:b:C",
  old: { inputs: { ...before } },
  new: { inputs: { ...after } },
  ...(detailedDiff === undefined ? {} : { detailedDiff }),
});

describe("the changes of an update", () => {
  it("are shown at the attribute, before and after", () => {
    const service = (limit: string) => ({ document: { services: { outline: { mem_limit: limit } } } });
    expect(changesOf(step(service("512m"), service("768m"), { "document.services.outline.mem_limit": { diffKind: "update" } }))).toEqual([
      { path: "document.services.outline.mem_limit", kind: "change", from: "512m", to: "768m", replaces: false },
    ]);
  });

  it("show one side of what is added or removed, and say what forces a replacement", () => {
    expect(
      changesOf(
        step({ a: 1 }, { b: ["x"], n: "Y" }, { n: { diffKind: "update-replace" }, a: { diffKind: "delete" }, b: { diffKind: "add" } }),
      ),
    ).toEqual([
      { path: "a", kind: "remove", from: "1", replaces: false },
      { path: "b", kind: "add", to: '["x"]', replaces: false },
      { path: "n", kind: "change", to: "Y", replaces: true },
    ]);
  });

  it("neither wrap a line nor move the cursor", () => {
    const [change] = changesOf(step({}, { a: `line\n\u001b[2J${"x".repeat(100)}` }, { a: { diffKind: "add" } }));
    expect(change?.to).toMatch(/^line\\n\\u001b\[2Jx+…$/);
    expect(change?.to).toHaveLength(60);
  });

  it("of a value that the update will tell say so", () => {
    const [change] = changesOf(step({}, { a: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, { a: { diffKind: "add" } }));
    expect(change?.to).toBe("(known at the update)");
  });

  it("are none where the engine lists none", () => {
    expect(changesOf(step({}, {}, null))).toEqual([]);
  });
});

describe("a property path", () => {
  it.each([
    ["a.b", ["a", "b"]],
    ["a[0].b", ["a", 0, "b"]],
    ['labels["com.example.x"].y', ["labels", "com.example.x", "y"]],
    ['["a\\"b"]', ['a"b']],
  ])("%s has the steps %j", (text, steps) => {
    expect(parsePath(text)).toEqual(steps);
  });
});
