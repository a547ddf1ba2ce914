import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { loadInventoryOrThrow } from "../../src/rules/load/index.ts";
import { budgetOfInputs, memoryTable, nodeMemoryFacts, projectFactsOfInputs, unknown, type ProjectFacts } from "../../src/rules/index.ts";
import { goodFleet } from "../inventory/support/fleet.ts";

/** The policy SDK's own proxy, which throws when an unknown value is read. */
const { unknownCheckingProxy, unknownStringValue, unknownObjectValue } = createRequire(import.meta.url)("@pulumi/policy/proxy.js") as {
  unknownCheckingProxy: (inputs: unknown) => unknown;
  unknownStringValue: string;
  unknownObjectValue: string;
};

const inputs = {
  node: "VPS",
  site: "vps",
  service: "web",
  project: "web",
  document: { services: { web: { mem_limit: "64m" } } },
  contract: {},
  files: [],
};

describe("the facts of a project from a resource's inputs", () => {
  it("are its node, service and document", () => {
    expect(projectFactsOfInputs(inputs)).toMatchObject({ node: "VPS", service: "web", document: inputs.document });
  });

  it("are read through the policy SDK's proxy", () => {
    expect(projectFactsOfInputs(unknownCheckingProxy(inputs))).toEqual(projectFactsOfInputs(inputs));
  });

  it("keep what is not known as unknown, plain or through the proxy", () => {
    const given = { ...inputs, document: { services: { web: { mem_limit: unknownStringValue, deploy: unknownObjectValue } } } };
    const expected = { services: { web: { mem_limit: unknown, deploy: unknown } } };
    expect(projectFactsOfInputs(given)?.document).toEqual(expected);
    expect(projectFactsOfInputs(unknownCheckingProxy(given))?.document).toEqual(expected);
  });

  it("do not exist while the node or the service is not known", () => {
    expect(projectFactsOfInputs({ ...inputs, node: unknownStringValue })).toBeUndefined();
    expect(projectFactsOfInputs(unknownCheckingProxy({ ...inputs, service: unknownStringValue }))).toBeUndefined();
    expect(projectFactsOfInputs(unknownObjectValue)).toBeUndefined();
  });

  it("hold the placed files", () => {
    const files = [{ path: "files/a", source: "services/web/files/a", content: "x", mode: "0644", sha256: "" }];
    expect(projectFactsOfInputs({ ...inputs, files })?.files).toEqual([{ source: "services/web/files/a", path: "files/a", content: "x" }]);
    expect(projectFactsOfInputs({ ...inputs, files: unknown })?.files).toEqual([]);
  });
});

describe("the budget from the inputs of a layout", () => {
  const memory = { total_mib: 4096, swap_mib: 0, reserve_mib: 800 };

  it("is the stated one, else total − reserve", () => {
    expect(budgetOfInputs({ node: "VPS", capabilities: { memory } })).toEqual({ node: "VPS", budgetMib: 3296 });
    expect(budgetOfInputs({ node: "VPS", capabilities: { memory: { ...memory, budget_mib: 3200 } } })).toEqual({
      node: "VPS",
      budgetMib: 3200,
    });
  });

  it("is unknown while any of its parts is", () => {
    expect(budgetOfInputs({ node: "VPS", capabilities: unknownObjectValue })).toEqual({ node: "VPS", budgetMib: unknown });
    expect(budgetOfInputs({ node: "VPS", capabilities: { memory: { ...memory, total_mib: unknownStringValue } } })?.budgetMib).toBe(
      unknown,
    );
    expect(budgetOfInputs({ node: unknownStringValue })).toBeUndefined();
  });
});

describe("the facts from the inventory and from inputs", () => {
  it("give the same memory table", () => {
    for (const node of loadInventoryOrThrow(goodFleet).nodes.values()) {
      const fromFiles = nodeMemoryFacts(node);
      const projects = node.deployments.map((deployment): ProjectFacts => {
        const { document } = deployment.resolved;
        const facts = projectFactsOfInputs(JSON.parse(JSON.stringify({ ...deployment, document })));
        if (facts === undefined) throw new Error("no facts");
        return facts;
      });
      const withoutFacts = (table: ReturnType<typeof memoryTable>) => ({
        ...table,
        rows: table.rows.map(({ service, container, limitBytes, count }) => ({ service, container, limitBytes, count })),
      });
      expect(withoutFacts(memoryTable({ ...fromFiles, projects }))).toEqual(withoutFacts(memoryTable(fromFiles)));
    }
  });
});
