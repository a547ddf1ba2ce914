import { describe, expect, it } from "vitest";

import { layoutFolders } from "../../src/inventory/layout-folders.ts";

describe("the folders of a layout", () => {
  it("are the eight of /opt/homelab", () => {
    expect(Object.keys(layoutFolders({ kind: "ssh", user: "homelab", port: 22 })).sort()).toEqual([
      "actions",
      "config",
      "data",
      "events",
      "logs",
      "services",
      "state",
      "world",
    ]);
  });

  it("keep the folder with the .env files to their owner", () => {
    const folders = layoutFolders({ kind: "ssh", user: "homelab", port: 22 });
    expect(folders["config"]).toEqual({ owner: "homelab", group: "homelab", mode: "0700" });
    expect(folders["data"]).toEqual({ owner: "homelab", group: "homelab", mode: "0755" });
  });

  it("belong to root where no account logs in", () => {
    expect(layoutFolders({ kind: "local", socket: "/var/run/docker.sock" })["config"]).toMatchObject({ owner: "root", group: "root" });
  });
});
