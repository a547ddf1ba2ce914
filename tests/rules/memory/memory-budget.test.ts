import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import { formatProblem } from "../../../compose/problem.ts";
import { memoryBudget, memoryTable, nodeMemoryFacts, unknown } from "../../../src/rules/index.ts";
import { Fleet, goodFleet } from "../../inventory/support/fleet.ts";
import { mib, nodeWith, project } from "../../inventory/support/project.ts";

const report = (...args: Parameters<typeof memoryBudget>) => memoryBudget(...args).map(formatProblem);

describe("the memory budget of a node", () => {
  it("may be used up to the last byte", () => {
    expect(report(nodeWith(3200, { outline: "3000m", npm: "200m" }))).toEqual([]);
  });

  it("is exceeded by one MiB, and the message names the services by size, the sum, the bound and the excess", () => {
    expect(report(nodeWith(3200, { npm: "256m", outline: "2689m", joplin: "256m" }))).toEqual([
      "VPS: the memory limits on VPS add up to 3201 MiB, 1 MiB over its budget: outline 2689 MiB, joplin 256 MiB, npm 256 MiB; " +
        "allowed: at most 3200 MiB; fix: lower the limits by 1 MiB together",
    ]);
  });

  it("is exceeded by a single byte", () => {
    expect(report(nodeWith(1, { npm: String(mib + 1) }))).toEqual([
      expect.stringContaining("add up to 1048577 bytes, 1 byte over its budget"),
    ]);
  });

  it("is unbounded by a container without a limit, which is named", () => {
    const facts = { ...nodeWith(3200, { npm: "256m" }), projects: [project("web", { web: { mem_limit: "1m" }, "web-redis": {} })] };
    expect(report(facts)).toEqual([
      "VPS: the memory of VPS is unbounded: without a literal limit runs web/web-redis; allowed: at most 3200 MiB; " +
        "fix: give each a mem_limit at service level in the host's override",
    ]);
  });

  it.each([["0"], [0], ["0m"], [null]])("takes a limit of %j as none, as the engine does", (limit) => {
    expect(report(nodeWith(3200, { npm: limit }))).toEqual([expect.stringContaining("unbounded: without a literal limit runs npm")]);
  });

  it("is unbounded by a limit that is a variable, even one with a default", () => {
    expect(report(nodeWith(3200, { npm: "${LIMIT:-64m}" }))).toEqual([
      expect.stringContaining("unbounded: without a literal limit runs npm (its limit is a variable)"),
    ]);
  });

  it("is unbounded by a limit that is no size", () => {
    expect(report(nodeWith(3200, { npm: "much" }))).toEqual([expect.stringContaining("unbounded")]);
  });

  it("names both what is unbounded and what is too much", () => {
    expect(report(nodeWith(100, { npm: undefined, web: "200m" }))).toHaveLength(2);
  });

  it("counts a limit under deploy.resources, since Compose enforces it", () => {
    const facts = {
      node: "VPS",
      budgetMib: 100,
      projects: [project("web", { web: { deploy: { resources: { limits: { memory: "101m" } } } } })],
    };
    expect(report(facts)).toEqual([expect.stringContaining("add up to 101 MiB, 1 MiB over")]);
  });

  it("counts every copy of a container", () => {
    const facts = {
      node: "VPS",
      budgetMib: 100,
      projects: [project("web", { web: { mem_limit: "40m", scale: 3 }, worker: { mem_limit: "1m", deploy: { replicas: 2 } } })],
    };
    expect(report(facts)).toEqual([
      expect.stringContaining("add up to 122 MiB, 22 MiB over its budget: 3 × web 120 MiB, 2 × web/worker 2 MiB"),
    ]);
  });

  it("counts nothing for a container with no copies", () => {
    const facts = { node: "VPS", budgetMib: 1, projects: [project("web", { web: { scale: 0 } })] };
    expect(report(facts)).toEqual([]);
  });

  it("holds on a node without containers", () => {
    expect(report({ node: "VPS", budgetMib: 0, projects: [] })).toEqual([]);
  });

  it.each([
    ["a limit", nodeWith(3200, { npm: unknown, web: "1m" }), "the memory limit of npm"],
    ["a limit in the engine's notation", nodeWith(3200, { npm: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), "the memory limit of npm"],
    ["the budget", nodeWith(unknown, { web: "1m" }), "the budget of VPS"],
    ["a document", { ...nodeWith(3200, {}), projects: [{ node: "VPS", service: "npm", document: unknown }] }, "the memory limit of npm"],
    ["the services of a document", { ...nodeWith(3200, {}), projects: [project("npm", unknown)] }, "the memory limit of npm"],
    ["a container", { ...nodeWith(3200, {}), projects: [project("npm", { npm: unknown })] }, "the memory limit of npm"],
  ])("is undecided, and says so, while %s is not known", (_, facts, what) => {
    const problems = memoryBudget(facts);
    expect(problems).toEqual([expect.objectContaining({ undecided: true })]);
    expect(problems[0]?.message).toBe(`the memory of VPS cannot be added up yet: not known before the update: ${what}`);
  });

  it("is exceeded already when the known limits are too much and another is not known", () => {
    const problems = memoryBudget(nodeWith(100, { npm: unknown, web: "101m" }));
    expect(problems.map(({ undecided }) => undecided)).toEqual([undefined, true]);
  });

  it("is what the capabilities say, from the files of a fleet", () => {
    const fleet = new Fleet().edit("hosts/vps/runtime/web/docker-compose.override.yml", "mem_limit: 384m", "mem_limit: 513m");
    const node = loadInventoryOrThrow(fleet.root).nodes.get("VPS");
    if (node === undefined) throw new Error("no VPS");
    expect(report(nodeMemoryFacts(node))).toEqual([
      expect.stringContaining(
        "the memory limits on VPS add up to 1281 MiB, 1 MiB over its budget: web 513 MiB, web/web-postgres 192 MiB, proxy 128 MiB",
      ),
    ]);
  });
});

describe("the memory table of a node", () => {
  it("has a row a container, the largest first, the sum, the budget and what is left", () => {
    const node = loadInventoryOrThrow(goodFleet).nodes.get("VPS");
    if (node === undefined) throw new Error("no VPS");
    const table = memoryTable(nodeMemoryFacts(node));
    expect(table.rows.slice(0, 3).map(({ service, container, limitBytes }) => [service, container, Number(limitBytes) / mib])).toEqual([
      ["web", "web", 384],
      ["web", "web-postgres", 192],
      ["proxy", "proxy", 128],
    ]);
    expect(table).toMatchObject({ node: "VPS", sumBytes: 1152 * mib, budgetBytes: 1280 * mib, leftBytes: 128 * mib });
  });

  it("does not say what is left when a row cannot be counted", () => {
    const table = memoryTable(nodeWith(3200, { npm: undefined, web: "64m" }));
    expect(table.rows.map(({ service, limitBytes }) => [service, limitBytes])).toEqual([
      ["npm", "unbounded"],
      ["web", 64 * mib],
    ]);
    expect(table.leftBytes).toBeUndefined();
  });

  it("adds up to the same in every order, and a budget one byte lower is exceeded", () => {
    const limits = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.integer({ min: 1, max: 2 ** 40 }).map(String), {
      minKeys: 1,
      maxKeys: 40,
    });
    fc.assert(
      fc.property(limits, (given) => {
        const sum = Object.values(given).reduce((total, bytes) => total + Number(bytes), 0);
        const facts = nodeWith(sum / mib, given);
        const reversed = { ...facts, projects: [...facts.projects].reverse() };
        expect(memoryTable(facts).sumBytes).toBe(sum);
        expect(memoryTable(reversed).rows.map(({ service }) => service)).toEqual(memoryTable(facts).rows.map(({ service }) => service));
        expect(memoryBudget(facts)).toEqual([]);
        expect(memoryBudget({ ...facts, budgetMib: (sum - 1) / mib })).toHaveLength(1);
      }),
    );
  });
});
