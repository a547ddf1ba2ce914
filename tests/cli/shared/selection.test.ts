import { describe, expect, it } from "vitest";

import { selectionEnvironment } from "../../../cli/shared/selection.ts";

describe("what the engine's options leave out", () => {
  it("is told to the program by the nodes' names", () => {
    expect(selectionEnvironment(["--refresh", "--exclude", "**::CORE", "--exclude", "**::CORE/**", "--exclude=**::EDGE-HOME/**"])).toEqual({
      HOMELAB_LEFT_OUT_NODES: "CORE,EDGE-HOME",
    });
    const urn = "urn:pulumi:vps::homelab::homelab:components:Node$homelab:compose:Project::VPS/web/project";
    expect(selectionEnvironment(["--target", urn, "--target", "**::HUB/web"])).toEqual({ HOMELAB_ONLY_NODES: "VPS,HUB" });
  });

  it("is nothing without them", () => {
    expect(selectionEnvironment(["--refresh", "--stack", "vps"])).toEqual({});
  });
});
