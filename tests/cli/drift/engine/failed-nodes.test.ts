import { describe, expect, it } from "vitest";

import { failedNodes } from "../../../../cli/drift/engine/failed-nodes.ts";
import { exclusions } from "../../../../cli/drift/engine/site.ts";

const nodes = ["EDGE", "EDGE2"];

describe("the errors of an engine", () => {
  it("say which node was lost, wherever the engine puts the provider's words", () => {
    const error =
      "homelab:compose:Project EDGE/web/project: Preview failed: EDGE (root@edge:22): the node cannot be reached; tried ssh to root@edge:22 for 6.0 s; fix: switch it on";
    expect([...failedNodes([error], nodes)]).toEqual([
      [
        "EDGE",
        {
          state: "unreachable",
          reason: "EDGE (root@edge:22): the node cannot be reached; tried ssh to root@edge:22 for 6.0 s; fix: switch it on",
        },
      ],
    ]);
    expect(failedNodes(["Preview failed: EDGE2 (root@edge:22): the connection was lost; tried x"], nodes).get("EDGE2")?.state).toBe(
      "unreachable",
    );
  });

  it("are an error of the node when it answers and cannot be read", () => {
    expect(failedNodes(["EDGE (root@edge:22): its Docker engine does not answer; tried docker ps"], nodes).get("EDGE")?.state).toBe(
      "error",
    );
    expect(failedNodes(["EDGE (root@edge:22): its host key is not the one in known_hosts"], nodes).get("EDGE")?.state).toBe("error");
  });

  it("name no node when they are about something else", () => {
    expect(failedNodes(["inventory/topology.yaml:3:5 nodes.EDGE: unknown key", "EDGE web: stage verify failed"], nodes).size).toBe(0);
  });
});

describe("a node that is left out", () => {
  it("takes two patterns, and the nodes that answer none", () => {
    const of = (node: string, state: "reachable" | "unreachable" | "error") => ({ node, address: "", state });
    expect(exclusions([of("EDGE", "unreachable"), of("EDGE2", "reachable")])).toEqual([
      "--exclude",
      "**::EDGE",
      "--exclude",
      "**::EDGE/**",
    ]);
    expect(exclusions([of("EDGE", "error")])).toHaveLength(4);
  });
});
