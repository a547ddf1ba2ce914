import { beforeAll, describe, expect, it } from "vitest";

import { plannedResources } from "../../policy/planned.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { loadInventoryOrThrow } from "../../src/rules/load/index.ts";
import { declareSite } from "../../src/stacks/site.ts";
import { repository } from "../support/checkout.ts";
import { runProgram } from "../support/pulumi-mocks.ts";

let inventory: Inventory;

beforeAll(() => {
  inventory = loadInventoryOrThrow(repository);
});

describe.each(["saturn", "vps", "chelsty", "core"])("what check asks the policies about for the site %s", (site) => {
  it("is every resource of the program that a policy speaks about, with its inputs and protection", async () => {
    const planned = plannedResources(inventory, site);
    const types = new Set(planned.map(({ type }) => type));
    const { resources, error } = await runProgram(() => declareSite(inventory, site), {
      stack: site,
      config: { "homelab:publicZoneId": "zone" },
    });
    expect(error).toBeUndefined();
    const made = new Map(
      resources.filter(({ type }) => types.has(type)).map((resource) => [`${resource.type} ${resource.name}`, resource]),
    );
    expect(planned.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([...made.keys()].sort());
    for (const { type, name, props, opts } of planned) {
      const { inputs, protect, ignoreChanges } = made.get(`${type} ${name}`) ?? expect.fail(name);
      // What no policy reads is left out; what is there is what the engine is told.
      expect(inputs, name).toMatchObject(JSON.parse(JSON.stringify(props)) as object);
      expect({ name, protect }).toEqual({ name, protect: opts?.protect });
      if (type.startsWith("docker:")) expect({ name, ignoreChanges }).toEqual({ name, ignoreChanges: opts?.ignoreChanges });
    }
  });

  it("leaves out no type that a policy speaks about", async () => {
    const { resources } = await runProgram(() => declareSite(inventory, site), { stack: site, config: { "homelab:publicZoneId": "zone" } });
    const spokenOf =
      /^(homelab:(compose|node|technitium):|homelab:components:(Hypervisor|Container|VirtualMachine|LanName)$|docker:index\/volume|cloudflare:|proxmoxve:index\/(vm|container)Legacy)/;
    const made = new Set(resources.map(({ type }) => type).filter((type) => spokenOf.test(type)));
    expect(new Set(plannedResources(inventory, site).map(({ type }) => type))).toEqual(made);
  });
});
