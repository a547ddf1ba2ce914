import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

describe("the owner of a service", () => {
  it("must be a node", () => {
    expect(new Fleet().edit("services/forge/service.yaml", "owner_node: HUB", "owner_node: HUBB").lines()).toContain(
      'services/forge/service.yaml:3:13 owner_node: there is no node HUBB; allowed: each, HUB, VPS, EDGE, EDGE-HOME; did you mean "HUB"?',
    );
  });

  it("must list it", () => {
    expect(new Fleet().edit("hosts/hub/services.yaml", "  forge: { exposure: mesh }\n", "").lines()).toEqual([
      "hosts/hub/services.yaml:2:1 services: HUB does not list forge, though it is its owner_node; fix: add forge to hosts/hub/services.yaml",
    ]);
  });

  it("is the only node that lists it", () => {
    const fleet = new Fleet().append("hosts/edge/services.yaml", "  forge: { exposure: none }\n");
    expect(fleet.lines()).toContain(
      "hosts/edge/services.yaml:5:3 services.forge: EDGE lists forge, whose owner_node is HUB; " +
        "fix: remove the entry, or set owner_node to each in services/forge/service.yaml",
    );
  });

  it("is every node for an agent of each, and a node that does not list it is named", () => {
    const fleet = new Fleet()
      .edit("hosts/hub/services.yaml", "  node-agent: { exposure: none }\n", "")
      .remove("hosts/hub/runtime/node-agent");
    expect(fleet.lines()).toEqual([
      "hosts/hub/services.yaml:2:1 services: HUB does not list node-agent, though its owner_node is each; " +
        "fix: add node-agent to hosts/hub/services.yaml",
    ]);
  });
});
