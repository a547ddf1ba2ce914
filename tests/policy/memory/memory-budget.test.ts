import { describe, expect, it } from "vitest";

import { memoryBudget } from "../../../policy/memory/memory-budget.ts";
import { soundCapabilities, soundContainer } from "../../support/inventory.ts";
import { judgeStack, layout, project, unknownText, type Resource } from "../../support/policy.ts";

const mebibytes = (count: number): string => String(count * 1024 * 1024);

function limited(service: string, mem_limit: unknown): Resource {
  return project(service, {}, { [service]: soundContainer(service, { mem_limit }) });
}

describe("the policy memory-budget", () => {
  it("accepts limits that use the budget to the last byte", async () => {
    const { violations, advice } = await judgeStack(memoryBudget, [
      layout(),
      limited("outline", mebibytes(3000)),
      limited("npm", mebibytes(200)),
    ]);
    expect(violations).toEqual([]);
    expect(advice).toBeUndefined();
  });

  it("refuses 3201 MiB at the node's layout and names services, sum, bound and excess", async () => {
    const { violations } = await judgeStack(memoryBudget, [layout(), limited("outline", mebibytes(3000)), limited("npm", mebibytes(201))]);
    expect(violations).toHaveLength(1);
    expect(violations[0]?.urn).toContain("VPS/layout");
    expect(violations[0]?.message).toContain("add up to 3201 MiB, 1 MiB over its budget: outline 3000 MiB, npm 201 MiB");
    expect(violations[0]?.message).toContain("allowed: at most 3200 MiB");
    expect(violations[0]?.message).toContain("fix: lower the limits by 1 MiB together");
  });

  it("takes a container without a limit for unbounded, not for zero", async () => {
    const { violations } = await judgeStack(memoryBudget, [layout(), limited("outline", undefined)]);
    expect(violations).toHaveLength(1);
    expect(violations[0]?.message).toContain("the memory of VPS is unbounded: without a literal limit runs outline");
  });

  it("adds up each node for itself, with its own budget", async () => {
    const memory = { total_mib: 600, swap_mib: 0, reserve_mib: 100 };
    const saturn = layout({ node: "SATURN", capabilities: { ...soundCapabilities, memory } });
    const fits = await judgeStack(memoryBudget, [layout(), saturn, limited("outline", mebibytes(3200)), onSaturn(mebibytes(500))]);
    expect(fits.violations).toEqual([]);
    const exceeds = await judgeStack(memoryBudget, [layout(), saturn, limited("outline", mebibytes(3200)), onSaturn(mebibytes(501))]);
    expect(exceeds.violations.map(({ message }) => message)).toEqual([
      expect.stringContaining("the memory limits on SATURN add up to 501 MiB"),
    ]);
  });

  it("refuses a node whose layout, and with it the budget, is not in the stack", async () => {
    const { violations } = await judgeStack(memoryBudget, [limited("outline", mebibytes(1))]);
    expect(violations).toEqual([
      {
        message: "VPS: its budget is not in the stack: VPS has projects, but no homelab:node:Layout; fix: add the layout of VPS",
        urn: undefined,
      },
    ]);
  });

  it("has nothing against a node without projects, and nothing to say about other resources", async () => {
    const volume = { type: "docker:index/volume:Volume", name: "VPS/x", props: { name: unknownText } };
    const { violations, advice } = await judgeStack(memoryBudget, [layout(), volume]);
    expect(violations).toEqual([]);
    expect(advice).toBeUndefined();
  });

  it("does not count a node that an operation leaves out before it exists, of which the engine shows no properties", async () => {
    const leftOut = [layout(), limited("outline", mebibytes(9999))].map((resource) => ({ ...resource, props: {} }));
    expect(await judgeStack(memoryBudget, leftOut)).toEqual({ violations: [], advice: undefined });
  });

  it("advises to wait for the update when a limit is not known yet, and names the value", async () => {
    const { violations, advice } = await judgeStack(memoryBudget, [layout(), limited("outline", unknownText)]);
    expect(violations).toEqual([]);
    expect(advice).toContain(".document.services.outline.mem_limit can't be known during preview");
  });

  it("refuses at once what is over the budget already, whatever an unknown limit will be", async () => {
    const { violations, advice } = await judgeStack(memoryBudget, [
      layout(),
      limited("outline", mebibytes(3201)),
      limited("npm", unknownText),
    ]);
    expect(violations.map(({ message }) => message)).toEqual([expect.stringContaining("1 MiB over its budget")]);
    expect(advice).toContain("mem_limit");
  });

  it("advises to wait when the budget is not known yet", async () => {
    const { violations, advice } = await judgeStack(memoryBudget, [
      layout({ capabilities: unknownText }),
      limited("outline", mebibytes(1)),
    ]);
    expect(violations).toEqual([]);
    expect(advice).toContain(".capabilities");
  });

  it("advises to wait when a project's node is not known yet", async () => {
    const { violations, advice } = await judgeStack(memoryBudget, [layout(), project("outline", { node: unknownText })]);
    expect(violations).toEqual([]);
    expect(advice).toContain(".node");
  });

  function onSaturn(mem_limit: string): Resource {
    const services = { forgejo: soundContainer("forgejo", { mem_limit }) };
    return project("forgejo", { node: "SATURN" }, services);
  }
});
