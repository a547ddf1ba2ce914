import { describe, expect, test } from "vitest";

import type { Endpoint } from "../../../../provider/docker/engine.ts";
import type { JsonMap } from "../../../../provider/docker/json.ts";
import { drift } from "../../../support/one-service.ts";

describe("a device by its qualified name", () => {
  const request = { Driver: "cdi", Count: 0, DeviceIDs: ["acme.com/toy=one", "acme.com/toy=two"], Capabilities: null };
  const devices = ["acme.com/toy=two", "acme.com/toy=one", "/dev/null"];
  const Devices = [{ PathOnHost: "/dev/null", PathInContainer: "/dev/null", CgroupPermissions: "rwm" }];

  test("is one of the request without a capability, in any notation", () => {
    expect(drift({ devices }, { host: { DeviceRequests: [request], Devices } })).toEqual({});
    const long = devices.map((name) => ({ source: name, target: name, permissions: "rwm" }));
    expect(drift({ devices: long }, { host: { DeviceRequests: [request], Devices } })).toEqual({});
  });

  test("is named when the request is gone, and when nobody asked for it", () => {
    expect(drift({ devices: ["acme.com/toy=one"] }, { host: {} })).toEqual({ "devices[0]": "(missing on the node)" });
    expect(drift({}, { host: { DeviceRequests: [request] } })).toEqual({
      "devices[0]": "acme.com/toy=one",
      "devices[1]": "acme.com/toy=two",
    });
  });

  test("is no graphics card, and one by that driver is no device", () => {
    const card = { Driver: "cdi", Count: 0, DeviceIDs: ["nvidia.com/gpu=0"], Capabilities: [["gpu"]] };
    expect(drift({ gpus: [{ driver: "cdi", device_ids: ["nvidia.com/gpu=0"] }] }, { host: { DeviceRequests: [card] } })).toEqual({});
  });
});

describe("a mount", () => {
  const mount = (type: string, more: JsonMap): JsonMap => ({ volumes: [{ type, target: "/m", ...more }] });

  test("of an image is compared by the image and the folder in it", () => {
    const Mounts = [{ Type: "image", Source: "/var/lib/x", Destination: "/m", RW: false }];
    const host = { Mounts: [{ Type: "image", Source: "demo", Target: "/m", ImageOptions: { Subpath: "a/b" } }] };
    expect(
      drift(mount("image", { source: "docker.io/library/demo:latest", image: { subpath: "a//b" } }), { host, container: { Mounts } }),
    ).toEqual({});
    expect(drift(mount("image", { source: "other", image: { subpath: "a/b" } }), { host, container: { Mounts } })).toHaveProperty(
      "volumes[0]",
    );
    expect(drift(mount("image", { source: "demo" }), { host, container: { Mounts } })).toMatchObject({
      "volumes[0]": { image: { subpath: "a/b" } },
    });
  });

  test("of a folder in a volume is another one than that of the volume", () => {
    const Mounts = [{ Type: "volume", Name: "data", Destination: "/m", RW: true }];
    const host = { Mounts: [{ Type: "volume", Source: "data", Target: "/m", VolumeOptions: { Subpath: "inner" } }] };
    const rest = { document: { volumes: { data: { name: "data" } } }, volumes: [{ Name: "data" }], container: { Mounts } };
    expect(drift(mount("volume", { source: "data", volume: { subpath: "inner" } }), { ...rest, host })).toEqual({});
    expect(drift(mount("volume", { source: "data", volume: { subpath: "inner" } }), rest)).toHaveProperty("volumes[0]");
    expect(drift(mount("volume", { source: "data" }), { ...rest, host })).toHaveProperty("volumes[0]");
  });
});

describe("the place of a container in a network", () => {
  const inNetwork = (settings: JsonMap, endpoint: Endpoint): Record<string, unknown> =>
    drift(
      { networks: { default: settings } },
      {
        container: {
          NetworkSettings: { Networks: { shop_default: { Aliases: ["web"], DNSNames: ["web", "0123456789ab"], ...endpoint } } },
        },
      },
    );

  test("keeps priority, options, name of the interface and addresses", () => {
    const settings = {
      gw_priority: 10,
      interface_name: "lan0",
      driver_opts: { x: "1" },
      mac_address: "02-42-AC-11-00-02",
      link_local_ips: ["169.254.8.1"],
    };
    const endpoint = {
      GwPriority: 10,
      DriverOpts: { x: "1", "com.docker.network.endpoint.ifname": "lan0" },
      MacAddress: "02:42:ac:11:00:02",
      IPAMConfig: { LinkLocalIPs: ["169.254.8.1"] },
    };
    expect(inNetwork(settings, endpoint)).toEqual({});
    expect(
      inNetwork(settings, { ...endpoint, GwPriority: 0, DriverOpts: null, MacAddress: "02:42:ac:11:00:03", IPAMConfig: null }),
    ).toEqual({
      "networks.default.gw_priority": "(gone)",
      "networks.default.interface_name": "(gone)",
      "networks.default.driver_opts.x": "(gone)",
      "networks.default.mac_address": "02:42:ac:11:00:03",
      "networks.default.link_local_ips[0]": "(missing on the node)",
    });
  });

  test("says nothing where an old engine does not know it, or the container does not run", () => {
    expect(inNetwork({ gw_priority: 10, mac_address: "02:42:ac:11:00:02" }, { MacAddress: "" })).toEqual({});
    expect(inNetwork({}, { GwPriority: 5, DriverOpts: { y: "2" } })).toEqual({
      "networks.default.gw_priority": 5,
      "networks.default.driver_opts.y": "2",
    });
  });
});
