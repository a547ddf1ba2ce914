import { describe, expect, it } from "vitest";

import { dockerAddress } from "../../src/components/docker-address.ts";

describe("the address of a node's Docker engine", () => {
  it("is a name that stays when the node's address, account or port changes", () => {
    const at = (user: string, port: number) => dockerAddress("CHELSTY-HA", { connection: { kind: "ssh", user, port } });
    expect(at("homelab", 2222)).toEqual({ host: "ssh://chelsty-ha.node", sshOpts: ["-F", ".homelab/ssh/config"] });
    expect(at("other", 22)).toEqual(at("homelab", 2222));
  });

  it("is the socket of the machine this runs on", () => {
    expect(dockerAddress("HUB", { connection: { kind: "local", socket: "/run/docker.sock" } })).toEqual({
      host: "unix:///run/docker.sock",
    });
  });
});
