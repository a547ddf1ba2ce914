import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { NamedResource } from "../../policy/ask.ts";
import { checkResources } from "../../policy/check.ts";
import { Fleet } from "../../policy/examples/fleet.ts";
import { examples } from "../../policy/examples/index.ts";
import { exampleDay } from "../../policy/examples/judge.ts";
import { policies } from "../../policy/pack.ts";
import { PackProcess } from "./support/pack-process.ts";

const rows = Object.entries(examples).flatMap(([policy, list]) => list.map((example) => ({ policy, ...example })));
const today = Object.fromEntries(
  policies.filter(({ options }) => Object.hasOwn(options ?? {}, "today")).map(({ name }) => [name, { today: exampleDay }]),
);

function resourcesOf(fleet: Fleet): NamedResource[] {
  return fleet.resources.map((resource) => ({ ...resource, urn: `urn:pulumi:all::homelab::${resource.type}::${resource.name}` }));
}

describe("check, which asks the policies without Pulumi,", () => {
  let pack: PackProcess;

  beforeAll(async () => {
    pack = await PackProcess.executable();
  });

  afterAll(() => pack[Symbol.dispose]());

  /** What both ways say about a fleet, in one order. */
  async function both(fleet: Fleet, own: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}) {
    const stack = { name: "all", settings: fleet.settings };
    const options = { ...today, ...Object.fromEntries(Object.entries(own).map(([name, set]) => [name, { ...today[name], ...set }])) };
    const resources = resourcesOf(fleet);
    await pack.configure(stack, options);
    const violations = await checkResources(stack, resources, options);
    const line = (said: { policy: string; level: string; about: string | undefined; message: string }) =>
      JSON.stringify([said.policy, said.level, said.about, said.message]);
    return { pack: (await pack.report(resources)).map(line).sort(), check: violations.map(line).sort() };
  }

  it("finds nothing in the good fleet, as the pack does", async () => {
    expect(await both(new Fleet())).toEqual({ pack: [], check: [] });
  });

  it.each(rows)("names the violations that the pack names: $policy when $when", async ({ policy, change, config, says }) => {
    const fleet = new Fleet();
    change(fleet);
    const said = await both(fleet, config === undefined ? {} : { [policy]: config as Record<string, unknown> });
    expect(said.check).toEqual(said.pack);
    expect(
      said.check.map((line) => JSON.parse(line) as string[]).some(([name, , , message]) => name === policy && message?.includes(says)),
    ).toBe(true);
  });
});
