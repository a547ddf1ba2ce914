import { describe, expect, test } from "vitest";

import { drift } from "../../../support/one-service.ts";

const anonymous = "2fc4a0fc567f2fc4a0fc567f2fc4a0fc567f2fc4a0fc567f2fc4a0fc567fabcd";

describe("a path is compared as the engine keeps it", () => {
  test("a folder of the image with a slash at its end is the image's own volume", () => {
    const mounts = [{ Type: "volume", Name: anonymous, Destination: "/srv/data", RW: true }];
    expect(drift({}, { image: { Volumes: { "/srv/data/": {} } }, container: { Mounts: mounts } })).toEqual({});
    expect(drift({}, { image: { Volumes: { "/srv//other/": {} } }, container: { Mounts: mounts } })).toHaveProperty("volumes[0]");
  });

  test("targets and sources of mounts", () => {
    const volumes = ["/srv//a/:/b//c/", { type: "volume", source: "data", target: "/x/../data/" }];
    const mounts = [
      { Type: "bind", Source: "/srv/a/", Destination: "/b/c", RW: true },
      { Type: "volume", Name: "shop_data", Destination: "/data/", RW: true },
    ];
    const document = { volumes: { data: {} } };
    expect(drift({ volumes }, { document, volumes: [{ Name: "shop_data" }], container: { Mounts: mounts } })).toEqual({});
  });

  test("tmpfs, which the engine keeps as it was sent", () => {
    expect(drift({ tmpfs: ["/run/", "/var//x:size=1m"] }, { host: { Tmpfs: { "/run": "", "/var/x/": "size=1m" } } })).toEqual({});
    expect(drift({ tmpfs: ["/run/:size=1m"] }, { host: { Tmpfs: { "/run": "size=2m" } } })).toHaveProperty("tmpfs[0]");
  });

  test("the working directory, declared or the image's", () => {
    expect(drift({ working_dir: "/data//x/../y/" }, { config: { WorkingDir: "/data/y" } })).toEqual({});
    expect(drift({}, { image: { WorkingDir: "/data/" }, config: { WorkingDir: "/data" } })).toEqual({});
    expect(drift({ working_dir: "/data" }, { config: { WorkingDir: "/other" } })).toEqual({ working_dir: "/other" });
  });

  test("devices, whose permissions have no order", () => {
    const Devices = [{ PathOnHost: "/dev/null", PathInContainer: "/dev/x", CgroupPermissions: "mr" }];
    expect(drift({ devices: ["/dev//null:/dev/x/:rm"] }, { host: { Devices } })).toEqual({});
    expect(drift({ devices: ["/dev/null:/dev/x:rwm"] }, { host: { Devices } })).toHaveProperty("devices[0]");
  });

  test("targets of secrets and configs", () => {
    const service = { secrets: [{ source: "s", target: "/etc//s/" }], configs: [{ source: "c", target: "etc/./c" }] };
    const Mounts = ["/etc/s", "/etc/c"].map((Destination) => ({ Type: "bind", Source: "/srv/s", Destination, RW: false }));
    expect(drift(service, { container: { Mounts } })).toEqual({});
  });
});
