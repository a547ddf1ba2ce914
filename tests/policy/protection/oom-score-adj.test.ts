import { describe, expect, it } from "vitest";

import { oomScoreAdj } from "../../../policy/protection/oom-score-adj.ts";
import { soundContainer } from "../../support/inventory.ts";
import { judge, project, unknownText } from "../../support/policy.ts";

function container(service: string, name: string, oom_score_adj: unknown, node = "VPS") {
  return project(service, { node }, { [name]: soundContainer(name, { oom_score_adj }) });
}

const protectedOnes: readonly (readonly [string, string])[] = [
  ["control-plane", "executor"],
  ["control-plane", "observer"],
  ["control-plane", "supervisor"],
  ["control-plane", "operator-ui"],
  ["node-agent", "node-agent"],
  ["stability-agent", "stability-agent"],
];

describe("the policy oom-score-adj", () => {
  it.each(protectedOnes)("asks -900 of %s/%s on the VPS", async (service, name) => {
    expect((await judge(oomScoreAdj, container(service, name, -900))).violations).toEqual([]);
    const { violations } = await judge(oomScoreAdj, container(service, name, undefined));
    expect(violations.map(({ message }) => message)).toEqual([expect.stringContaining("fix: set oom_score_adj: -900")]);
  });

  it.each(protectedOnes)("allows, but does not ask, -900 of %s/%s elsewhere", async (service, name) => {
    expect((await judge(oomScoreAdj, container(service, name, -900, "SATURN"))).violations).toEqual([]);
    expect((await judge(oomScoreAdj, container(service, name, undefined, "SATURN"))).violations).toEqual([]);
  });

  it.each(["VPS", "SATURN"])("refuses a negative score of anybody else on %s", async (node) => {
    const { violations } = await judge(oomScoreAdj, container("outline", "outline", -900, node));
    expect(violations.map(({ message }) => message)).toEqual([expect.stringContaining("is not one of the protected services")]);
  });

  it("refuses another score of a protected container", async () => {
    const { violations } = await judge(oomScoreAdj, container("control-plane", "executor", -500));
    expect(violations.map(({ message }) => message)).toEqual([expect.stringContaining("has oom_score_adj: -500; allowed: -900")]);
  });

  it("lets anybody be a likelier victim", async () => {
    expect((await judge(oomScoreAdj, container("outline", "outline", 500))).violations).toEqual([]);
  });

  it("advises to wait for the update when the score is not known yet", async () => {
    expect(await judge(oomScoreAdj, container("control-plane", "executor", unknownText))).toEqual({
      violations: [],
      advice: expect.stringContaining(".document.services.executor.oom_score_adj") as string,
    });
  });
});
