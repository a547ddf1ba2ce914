import { describe, expect, it } from "vitest";

import { Fleet } from "../../policy/examples/fleet.ts";
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

describe("the policy speaks, and no other than those that the example names", () => {
  it.each(rows)("$policy when $when", async ({ policy, change, says, config, also = [] }) => {
    const fleet = new Fleet();
    change(fleet);
    const said = await judgeFleet(fleet, config === undefined ? {} : { [policy]: config });
    expect([...new Set(said.map((sentence) => sentence.policy))].sort(), JSON.stringify(said, undefined, 1)).toEqual(
      [policy, ...also].sort(),
    );
    expect(said.map(({ message }) => message).join("\n")).toContain(says);
    expect(said.some(({ undecided }) => undecided)).toBe(false);
  });
});
