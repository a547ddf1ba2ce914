import { describe, expect, it } from "vitest";

import { lossOf, statefulTypes } from "../../../src/rules/data/stateful-types.ts";

describe("stateful types", () => {
  it("are volumes, guests and names, each once", () => {
    const tokens = statefulTypes.map(({ token }) => token);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const part of ["docker:", "proxmoxve:", "cloudflare:", "homelab:npm:", "homelab:technitium:"]) {
      expect(tokens.some((token) => token.startsWith(part))).toBe(true);
    }
  });

  it("say what is lost, and nothing of what can be made again", () => {
    expect(lossOf("docker:index/volume:Volume")).toBe("the data of the volume");
    expect(lossOf("homelab:compose:Project")).toBeUndefined();
    expect(lossOf("homelab:node:Layout")).toBeUndefined();
  });
});
