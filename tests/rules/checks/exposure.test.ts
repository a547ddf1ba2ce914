import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

describe("the exposure that a node gives a service", () => {
  it("may be narrower than the contract's", () => {
    expect(new Fleet().edit("hosts/hub/services.yaml", "forge: { exposure: mesh }", "forge: { exposure: none }").lines()).toEqual([]);
  });

  it("may not be wider than the contract's", () => {
    expect(new Fleet().edit("hosts/edge/services.yaml", "broker: { exposure: lan }", "broker: { exposure: mesh }").lines()).toEqual([
      "hosts/edge/services.yaml:3:3 services.broker.exposure: EDGE exposes broker as mesh, wider than its contract's lan; allowed: none, lan",
    ]);
  });

  it("cannot be public on a node without an address on the internet", () => {
    expect(new Fleet().edit("inventory/topology.yaml", "    public_address: 203.0.113.10\n", "").lines()).toEqual([
      "hosts/vps/services.yaml:3:3 services.proxy.exposure: proxy is public on VPS, which has no public_address in the topology; " +
        "fix: run it on a node with a public address, or narrow the exposure",
      expect.stringContaining("services.web.exposure: web is public on VPS"),
    ]);
  });
});
