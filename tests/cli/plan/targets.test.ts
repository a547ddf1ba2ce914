import { describe, expect, it } from "vitest";

import { selectionArguments, selectionOf } from "../../../cli/plan/targets.ts";

const places = new Map([
  ["SATURN", ["forgejo", "node-agent"]],
  ["PIHA", ["node-agent"]],
]);

describe("what a plan is about", () => {
  it("is everything without a target, except the nodes that cannot be reached and everything on them", () => {
    expect(selectionOf([], places).nodes).toBeUndefined();
    expect(selectionArguments({ targets: [] }, [])).toEqual([]);
    expect(selectionArguments({ targets: [] }, ["SATURN", "PIHA"])).toEqual([
      "--exclude",
      "**::PIHA",
      "--exclude",
      "**::PIHA/**",
      "--exclude",
      "**::SATURN",
      "--exclude",
      "**::SATURN/**",
    ]);
  });

  it("is a node, a service or a URN, and only the nodes they lie on are looked at", () => {
    const urn = "urn:pulumi:saturn::homelab::homelab:node:Layout::PIHA/layout";
    const selection = selectionOf(["SATURN/forgejo", urn], places);
    expect(selection.nodes).toEqual(new Set(["SATURN", "PIHA"]));
    expect(selectionArguments(selection, [])).toEqual([
      "--target",
      "**::SATURN/forgejo",
      "--target",
      "**::SATURN/forgejo/**",
      "--target",
      urn,
    ]);
  });

  it("names every target that is none, with what is allowed and what was meant", () => {
    expect(() => selectionOf(["SATRUN", "PIHA/forgejo"], places)).toThrow(
      /--target "SATRUN" is neither a URN nor on this site; allowed: SATURN, SATURN\/forgejo, SATURN\/node-agent, PIHA, PIHA\/node-agent; did you mean "SATURN"\?\n--target "PIHA\/forgejo"/,
    );
  });
});
