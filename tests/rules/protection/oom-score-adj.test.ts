import { describe, expect, it } from "vitest";
import { formatProblem } from "../../../compose/problem.ts";
import { oomScoreAdj, unknown } from "../../../src/rules/index.ts";
import { project } from "../../inventory/support/project.ts";

const report = (service: string, services: unknown, node?: string) => oomScoreAdj(project(service, services, node)).map(formatProblem);
const protectedSix: readonly (readonly [service: string, container: string])[] = [
  ["control-plane", "executor"],
  ["control-plane", "observer"],
  ["control-plane", "supervisor"],
  ["control-plane", "operator-ui"],
  ["node-agent", "node-agent"],
  ["stability-agent", "stability-agent"],
];

describe.each(protectedSix)("oom_score_adj of the protected %s/%s", (service, container) => {
  it("is -900 on the VPS", () => {
    expect(report(service, { [container]: { oom_score_adj: -900 } })).toEqual([]);
  });

  it("may not be missing on the VPS", () => {
    expect(report(service, { [container]: {} })).toEqual([
      expect.stringMatching(/has no oom_score_adj, so the kernel may pick it as a victim; allowed: -900; fix: set oom_score_adj: -900$/),
    ]);
  });

  it.each([-1000, -899, 0, 500])("may not be %d anywhere", (score) => {
    for (const node of ["VPS", "SATURN"]) {
      expect(report(service, { [container]: { oom_score_adj: score } }, node)).toEqual([
        expect.stringContaining(`on ${node} has oom_score_adj: ${score}; allowed: -900`),
      ]);
    }
  });

  it("may be -900 or missing on another node", () => {
    expect(report(service, { [container]: { oom_score_adj: -900 } }, "SATURN")).toEqual([]);
    expect(report(service, { [container]: {} }, "SATURN")).toEqual([]);
  });
});

describe("oom_score_adj of anyone else", () => {
  it.each([-1000, -900, -1])("may not be %d, on any node", (score) => {
    for (const node of ["VPS", "SATURN"]) {
      expect(report("npm", { npm: { oom_score_adj: score } }, node)).toEqual([
        `services.npm.oom_score_adj: npm on ${node} has oom_score_adj: ${score}, but is not one of the protected services; ` +
          "allowed: below 0 only for executor, observer, supervisor, operator-ui, node-agent, stability-agent; fix: remove oom_score_adj",
      ]);
    }
  });

  it.each([undefined, 0, 500, 1000])("may be %j", (score) => {
    expect(report("npm", { npm: score === undefined ? {} : { oom_score_adj: score } })).toEqual([]);
  });

  it("cannot be claimed by taking a protected name inside another service", () => {
    expect(report("npm", { executor: { oom_score_adj: -900 } })).toEqual([
      expect.stringContaining("npm/executor on VPS has oom_score_adj: -900"),
    ]);
  });

  it.each([-1001, 1001])("is out of range at %d", (score) => {
    expect(report("npm", { npm: { oom_score_adj: score } })).toEqual([
      `services.npm.oom_score_adj: the oom_score_adj of npm on VPS is ${score}; allowed: -1000 to 1000`,
    ]);
  });

  it.each(["${SCORE}", "-900", 1.5])("must be a whole number, not %j", (score) => {
    expect(report("npm", { npm: { oom_score_adj: score } })).toEqual([
      expect.stringContaining("allowed: a whole number, written as a literal"),
    ]);
  });
});

describe("oom_score_adj that is not known yet", () => {
  it.each([
    ["the score", { executor: { oom_score_adj: unknown } }],
    ["the container", { executor: unknown }],
    ["every container", unknown],
  ])("is undecided: %s", (_, services) => {
    expect(oomScoreAdj(project("control-plane", services))).toEqual([expect.objectContaining({ undecided: true })]);
  });
});

describe("the nodes on which the score is required", () => {
  it("can be given", () => {
    expect(oomScoreAdj(project("node-agent", { "node-agent": {} }, "SATURN"), { requiredOn: ["SATURN"] })).toHaveLength(1);
    expect(oomScoreAdj(project("node-agent", { "node-agent": {} }, "VPS"), { requiredOn: [] })).toEqual([]);
  });
});
