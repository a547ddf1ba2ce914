import { describe, expect, it } from "vitest";

import { memoryLimitRequired } from "../../../policy/memory/memory-limit-required.ts";
import { soundContainer } from "../../support/inventory.ts";
import { judge, layout, project, unknownText } from "../../support/policy.ts";

function container(over: Readonly<Record<string, unknown>>) {
  return project("outline", {}, { outline: soundContainer("outline", over) });
}

describe("the policy memory-limit-required", () => {
  it("accepts a literal limit at service level", async () => {
    expect(await judge(memoryLimitRequired, container({}))).toEqual({ violations: [], advice: undefined });
  });

  it.each([
    ["without a limit", { mem_limit: undefined }, "outline on VPS has no memory limit; fix: add mem_limit"],
    ["with a limit of 0, which is none", { mem_limit: "0" }, "outline on VPS has no memory limit"],
    [
      "with a limit only under deploy.resources",
      { mem_limit: undefined, deploy: { resources: { limits: { memory: "268435456" } } } },
      "only under deploy.resources; the house rule asks for it at service level; fix: write mem_limit: 256m at service level",
    ],
    ["with a variable for a limit", { mem_limit: "${LIMIT}" }, "the memory limit of outline on VPS is the variable ${LIMIT}"],
  ])("refuses a container %s", async (_, over, sentence) => {
    const { violations } = await judge(memoryLimitRequired, container(over));
    expect(violations).toHaveLength(1);
    expect(violations[0]?.message).toContain("services.outline.");
    expect(violations[0]?.message).toContain(sentence);
  });

  it("names every container that is wrong, not only the first", async () => {
    const services = {
      a: soundContainer("a", { mem_limit: undefined }),
      b: soundContainer("b"),
      c: soundContainer("c", { mem_limit: "0" }),
    };
    const { violations } = await judge(memoryLimitRequired, project("outline", {}, services));
    expect(violations.map(({ message }) => message.split(":")[0])).toEqual(["services.a.mem_limit", "services.c.mem_limit"]);
  });

  it("advises to wait for the update when the limit, or the whole document, is not known yet", async () => {
    expect(await judge(memoryLimitRequired, container({ mem_limit: unknownText }))).toEqual({
      violations: [],
      advice: expect.stringContaining(".document.services.outline.mem_limit") as string,
    });
    expect(await judge(memoryLimitRequired, project("outline", { document: unknownText }))).toEqual({
      violations: [],
      advice: expect.stringContaining(".document can't be known") as string,
    });
  });

  it("still refuses what is known to be wrong beside an unknown value", async () => {
    const services = { a: soundContainer("a", { mem_limit: undefined }), b: soundContainer("b", { mem_limit: unknownText }) };
    const { violations, advice } = await judge(memoryLimitRequired, project("outline", {}, services));
    expect(violations).toHaveLength(1);
    expect(advice).toBeDefined();
  });

  it("has nothing to say about a project that the operation leaves out before it exists", async () => {
    expect(await judge(memoryLimitRequired, { ...container({}), props: {} })).toEqual({ violations: [], advice: undefined });
  });

  it("refuses a project that does not say on which node it runs", async () => {
    const { violations } = await judge(memoryLimitRequired, project("outline", { node: undefined }));
    expect(violations.map(({ message }) => message)).toEqual([
      expect.stringContaining("the node or service of VPS/outline/project is not known"),
    ]);
  });

  it("has nothing to say about other resources", async () => {
    expect(await judge(memoryLimitRequired, layout())).toEqual({ violations: [], advice: undefined });
  });
});
