import { describe, expect, it } from "vitest";
import { loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import { formatProblem } from "../../../compose/problem.ts";
import { memoryLimitRequired, projectFacts, unknown } from "../../../src/rules/index.ts";
import { Fleet } from "../../inventory/support/fleet.ts";
import { project } from "../../inventory/support/project.ts";

const report = (services: unknown) => memoryLimitRequired(project("web", services)).map(formatProblem);
const onlyUnderDeploy = { deploy: { resources: { limits: { memory: "256m" } } } };

describe("every container has a memory limit at service level", () => {
  it("and passes with one", () => {
    expect(report({ web: { mem_limit: "256m" }, "web-redis": { mem_limit: 67_108_864 } })).toEqual([]);
  });

  it("and fails without one", () => {
    expect(report({ web: { mem_limit: "256m" }, "web-redis": {} })).toEqual([
      "services.web-redis.mem_limit: web/web-redis on VPS has no memory limit; fix: add mem_limit, such as mem_limit: 256m",
    ]);
  });

  it("and fails with one only under deploy.resources, in a sentence of its own", () => {
    expect(report({ web: onlyUnderDeploy })).toEqual([
      "services.web.deploy.resources.limits.memory: web on VPS has its memory limit only under deploy.resources; " +
        "the house rule asks for it at service level; fix: write mem_limit: 256m at service level",
    ]);
  });

  it("and passes with both", () => {
    expect(report({ web: { mem_limit: "256m", ...onlyUnderDeploy } })).toEqual([]);
  });

  it("and fails with a variable, in a sentence of its own", () => {
    expect(report({ web: { mem_limit: "${WEB_MEMORY:-256m}" } })).toEqual([
      "services.web.mem_limit: the memory limit of web on VPS is the variable ${WEB_MEMORY:-256m}, so its node's .env could lift it; " +
        "fix: write the size itself, such as mem_limit: 256m",
    ]);
  });

  it("and fails with something that is no size", () => {
    expect(report({ web: { mem_limit: "lots" } })).toEqual([
      expect.stringContaining("the memory limit of web on VPS is lots, which is no size"),
    ]);
  });

  it("and fails with 0, which the engine takes as no limit", () => {
    expect(report({ web: { mem_limit: "0" } })).toEqual([expect.stringContaining("web on VPS has no memory limit")]);
  });

  it("and passes for a project without containers", () => {
    expect(report({})).toEqual([]);
    expect(report(undefined)).toEqual([]);
  });

  it.each([
    ["the limit", { web: { mem_limit: unknown } }],
    ["a part of deploy", { web: { deploy: { resources: unknown } } }],
    ["the container", { web: unknown }],
    ["every container", unknown],
  ])("and is undecided while %s is not known", (_, services) => {
    expect(memoryLimitRequired(project("web", services))).toEqual([
      expect.objectContaining({ undecided: true, message: expect.stringContaining("not known before the update") as string }),
    ]);
  });

  it("and says where the service stands in git", () => {
    const fleet = new Fleet().write(
      "hosts/vps/runtime/web/docker-compose.override.yml",
      "services:\n  web:\n    mem_limit: 64m\n  web-postgres:\n    deploy: { resources: { limits: { memory: 192m } } }\n",
    );
    const web = loadInventoryOrThrow(fleet.root)
      .nodes.get("VPS")
      ?.deployments.find(({ service }) => service === "web");
    if (web === undefined) throw new Error("no web");
    expect(memoryLimitRequired(projectFacts(web)).map(formatProblem)).toEqual([
      expect.stringMatching(/^hosts\/vps\/runtime\/web\/docker-compose\.override\.yml:5:\d+ services\.web-postgres\.deploy/),
    ]);
  });
});
