import { describe, expect, it } from "vitest";

import { memoryTables } from "../../../cli/preview/memory.ts";
import { planned } from "../plan/support/resources.ts";

describe("the memory tables of a preview", () => {
  it("stand by the names of the nodes, whatever the order in which the engine came to them", () => {
    const layout = (node: string) =>
      planned("same", "homelab:node:Layout", `${node}/layout`, {
        new: { node, capabilities: { memory: { total_mib: 1024, reserve_mib: 24, swap_mib: 0 } } },
      });
    const names = (...nodes: readonly string[]) => memoryTables(nodes.map(layout)).map(({ node }) => node);
    expect(names("PIHA", "EDGE", "HUB")).toEqual(["EDGE", "HUB", "PIHA"]);
  });
});
