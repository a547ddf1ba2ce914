import { describe, expect, it } from "vitest";

import { ProblemError } from "../../compose/problem.ts";
import { deploymentOrder, localDependencies } from "../../src/stacks/deployment-order.ts";
import { soundDeployment } from "../support/inventory.ts";

function needing(service: string, ...dependencies: (string | { service: string; node: string })[]) {
  const entries = dependencies.map((one) => ({ reason: "It asks it.", ...(typeof one === "string" ? { service: one } : one) }));
  return soundDeployment(service, { contract: { dependencies: entries } });
}

function names(...deployments: ReturnType<typeof needing>[]): string[] {
  return deploymentOrder(deployments).map(({ service }) => service);
}

describe("the order of a node's services", () => {
  it("is that of services.yaml when nobody needs anybody", () => {
    expect(names(needing("npm"), needing("joplin"), needing("outline"))).toEqual(["npm", "joplin", "outline"]);
  });

  it("puts each after what it needs, through several steps", () => {
    expect(names(needing("a", "b"), needing("b", "c"), needing("c"))).toEqual(["c", "b", "a"]);
  });

  it("ignores a dependency on another node and one that is not there", () => {
    expect(names(needing("a", { service: "b", node: "SATURN" }, "gone"), needing("b"))).toEqual(["a", "b"]);
    expect(localDependencies(needing("a", { service: "b", node: "SATURN" }, { service: "c", node: "VPS" }))).toEqual(["c"]);
  });

  it("is refused for a circle, which is spelt out", () => {
    const circle = () => names(needing("x", "a"), needing("a", "b"), needing("b", "a"));
    expect(circle).toThrow(ProblemError);
    expect(circle).toThrow("services/a/service.yaml dependencies: services on VPS depend on each other in a circle: a → b → a");
  });
});
