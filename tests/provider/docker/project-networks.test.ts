import { describe, expect, test } from "vitest";

import type { NetworkInspect } from "../../../provider/docker/engine.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { drift } from "../../support/one-service.ts";

function ofNetwork(lan: JsonMap, network: Partial<NetworkInspect>): Record<string, unknown> {
  return drift(
    { networks: ["lan"] },
    {
      document: { networks: { lan } },
      networks: [{ Id: "n", Name: "shop_lan", Driver: "bridge", ...network }],
      container: { NetworkSettings: { Networks: { shop_lan: { Aliases: ["web"] } } } },
    },
  );
}

describe("the pools of a network are a set", () => {
  const dual = { enable_ipv6: true, ipam: { config: [{ subnet: "fd5a:77::/64" }, { subnet: "10.91.7.0/24" }] } };
  const [four, six] = [{ Subnet: "10.91.7.0/24" }, { Subnet: "fd5a:77::/64" }];

  test("the engine lists IPv4 first, and may spell a subnet otherwise", () => {
    expect(ofNetwork(dual, { EnableIPv6: true, IPAM: { Config: [four, six] } })).toEqual({});
    const loud = { ...dual, ipam: { config: [{ subnet: "FD5A:0077:0::/64" }, { subnet: "10.91.7.9/24" }] } };
    expect(ofNetwork(loud, { EnableIPv6: true, IPAM: { Config: [four, six] } })).toEqual({});
  });

  test("a pool of a family that nobody asked for is the engine's own", () => {
    const one = { ipam: { config: [{ subnet: "10.91.7.0/24" }] } };
    expect(ofNetwork(one, { IPAM: { Config: [four, { Subnet: "fdd0::/64" }] } })).toEqual({});
  });

  test("another subnet is named at the pool of its family", () => {
    expect(ofNetwork(dual, { EnableIPv6: true, IPAM: { Config: [{ Subnet: "10.92.0.0/24" }, six] } })).toEqual({
      "networks.lan.ipam.config[1].subnet": "10.92.0.0/24",
    });
    const more = { Config: [four, six, { Subnet: "10.92.0.0/24" }] };
    expect(ofNetwork(dual, { EnableIPv6: true, IPAM: more })).toEqual({ "networks.lan.ipam.config[2]": { subnet: "10.92.0.0/24" } });
  });

  test("gateway, range and addresses of others are compared where they are declared", () => {
    const pool = { subnet: "10.1.0.0/16", gateway: "10.1.0.1", ip_range: "10.1.2.0/24", aux_addresses: { printer: "10.1.0.9" } };
    const found = { Subnet: "10.1.0.0/16", Gateway: "10.1.0.1", IPRange: "10.1.2.0/24", AuxiliaryAddresses: { printer: "10.1.0.9" } };
    expect(ofNetwork({ ipam: { config: [pool] } }, { IPAM: { Config: [found] } })).toEqual({});
    expect(ofNetwork({ ipam: { config: [{ subnet: "10.1.0.0/16" }] } }, { IPAM: { Config: [found] } })).toEqual({});
    const other = { ...found, Gateway: "10.1.0.2", IPRange: "", AuxiliaryAddresses: {} };
    expect(Object.keys(ofNetwork({ ipam: { config: [pool] } }, { IPAM: { Config: [other] } }))).toEqual([
      "networks.lan.ipam.config[0].ip_range",
      "networks.lan.ipam.config[0].gateway",
      "networks.lan.ipam.config[0].aux_addresses.printer",
    ]);
  });
});

describe("the options of a network", () => {
  const lan = { driver_opts: { "com.docker.network.driver.mtu": 1400 } };

  test("are compared where they are declared; others may be the daemon's", () => {
    expect(ofNetwork(lan, { Options: { "com.docker.network.driver.mtu": "1400", other: "x" } })).toEqual({});
    expect(ofNetwork({}, { Options: { "com.docker.network.driver.mtu": "1400" } })).toEqual({});
  });

  test("are named when somebody made a plain network of the same name", () => {
    expect(ofNetwork(lan, { Options: {} })).toEqual({ "networks.lan.driver_opts": "(gone)" });
    expect(ofNetwork(lan, { Options: { "com.docker.network.driver.mtu": "1500" } })).toEqual({
      'networks.lan.driver_opts["com.docker.network.driver.mtu"]': "1500",
    });
  });
});
