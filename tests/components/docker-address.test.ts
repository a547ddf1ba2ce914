import { describe, expect, it } from "vitest";

import { dockerAddress } from "../../src/components/docker-address.ts";
import { soundNode } from "../support/inventory.ts";

describe("the address of a node's Docker engine", () => {
  it("is ssh with the account, the mesh name and the port", () => {
    const { topology } = soundNode("CHELSTY-HA", { topology: { connection: { kind: "ssh", user: "homelab", port: 2222 } } });
    expect(dockerAddress(topology)).toBe("ssh://homelab@chelsty-ha:2222");
  });

  it("is the socket on the machine that this runs on", () => {
    const { topology } = soundNode("SATURN", { topology: { connection: { kind: "local", socket: "/run/docker.sock" } } });
    expect(dockerAddress(topology)).toBe("unix:///run/docker.sock");
  });
});
