import { describe, expect, it } from "vitest";

import { unboundedExamples } from "../../policy/examples/memory.ts";
import { registryElsewhereExamples } from "../../policy/examples/chelsty.ts";
import { Fleet } from "../../policy/examples/fleet.ts";
import { untaggedExamples } from "../../policy/examples/images.ts";
import { examples } from "../../policy/examples/index.ts";
import { judgeFleet } from "../../policy/examples/judge.ts";
import { policies } from "../../policy/pack.ts";

const rows = Object.entries(examples).flatMap(([policy, list]) => list.map((example) => ({ policy, ...example })));

describe("the good fleet", () => {
  it("is accepted by every policy, with nothing left open", async () => {
    expect(await judgeFleet(new Fleet())).toEqual([]);
  });
});

describe("the examples", () => {
  it("break every policy of the pack", () => {
    expect(Object.keys(examples).sort()).toEqual(policies.map(({ name }) => name).sort());
    for (const [policy, list] of Object.entries(examples)) expect(list.length, policy).toBeGreaterThan(0);
  });

  it("are at least eighty", () => {
    expect(rows.length).toBeGreaterThanOrEqual(80);
  });
});

describe("exactly one policy speaks", () => {
  it.each(rows)("$policy when $when", async ({ policy, change, says, config }) => {
    const fleet = new Fleet();
    change(fleet);
    const said = await judgeFleet(fleet, config === undefined ? {} : { [policy]: config });
    expect([...new Set(said.map((sentence) => sentence.policy))], JSON.stringify(said, undefined, 1)).toEqual([policy]);
    expect(said.map(({ message }) => message).join("\n")).toContain(says);
    expect(said.some(({ undecided }) => undecided)).toBe(false);
  });
});

describe("two policies speak where one fault breaks two rules", () => {
  const pairs = [
    ...(unboundedExamples["memory-limit-required"] ?? []).map((example) => ({
      ...example,
      both: ["memory-budget", "memory-limit-required"],
    })),
    ...(untaggedExamples["image-tag"] ?? []).map((example) => ({ ...example, both: ["image-digest", "image-tag"] })),
    ...(registryElsewhereExamples["offline-first"] ?? []).map((example) => ({ ...example, both: ["image-registry", "offline-first"] })),
  ];

  it.each(pairs)("$both when $when", async ({ change, says, both }) => {
    const fleet = new Fleet();
    change(fleet);
    const said = await judgeFleet(fleet);
    expect([...new Set(said.map((sentence) => sentence.policy))].sort()).toEqual(both);
    expect(said.map(({ message }) => message).join("\n")).toContain(says);
  });
});
