import { describe, expect, it } from "vitest";

import type { NodeSnapshot } from "../../../provider/docker/index.ts";
import { movedKeys } from "../../../cli/plan/canonical.ts";
import { liveDigest, nodeDigests } from "../../../cli/plan/live-facts.ts";
import type { NodeScope } from "../../../cli/plan/scope.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

const KEY = "5a".repeat(32);
const scope: NodeScope = {
  projects: [
    { project: "shop", service: "shop", containers: ["web"], files: ["files/a.conf"], volumes: ["shop_data"], networks: ["shop_default"] },
  ],
  folders: ["config"],
  volumes: [],
};

const digests = (snapshot: NodeSnapshot, key = KEY) => nodeDigests(snapshot, scope, key);
const moved = (snapshot: NodeSnapshot) => movedKeys(digests(snapshotOf()), digests(snapshot));
const changed = (parts: object): NodeSnapshot => snapshotOf({ containers: [{ ...container(), ...parts }] });

describe("the live facts of a plan", () => {
  it("stay when only the engine's own choices changed: id, times, addresses, the log of a health check, ids in names", () => {
    const again = {
      ...container(),
      Id: "fedcba9876543210",
      Created: "2027-01-01T00:00:00Z",
      State: { Status: "running", Running: true, StartedAt: "2027", Health: { Status: "healthy", FailingStreak: 0 } },
      Config: { ...container().Config, Hostname: "fedcba987654" },
      NetworkSettings: { Networks: { shop_default: { Aliases: ["fedcba987654", "web"], MacAddress: "02:42:00:00:00:01" } } },
    };
    expect(moved(snapshotOf({ containers: [again] }))).toEqual([]);
  });

  it("stay when something else happens on the node", () => {
    const other = { ...container(), Id: "aa", Name: "/other", Config: { Labels: { "com.docker.compose.project": "other" } } };
    expect(moved(snapshotOf({ containers: [container(), other], clockSkewSeconds: 3, memoryAvailableKiB: 7 }))).toEqual([]);
  });

  it.each([
    ["memory", { HostConfig: { ...container().HostConfig, Memory: 1 } }, "memory"],
    ["a port", { HostConfig: { ...container().HostConfig, PortBindings: { "80/tcp": [{ HostPort: "80" }] } } }, "ports"],
    ["a capability", { HostConfig: { ...container().HostConfig, CapAdd: ["SYS_ADMIN"] } }, "privileges"],
    ["a setting that has no word of its own", { HostConfig: { ...container().HostConfig, PidMode: "host" } }, "settings"],
    ["the environment", { Config: { ...container().Config, Env: ["PATH=/bin", "TOKEN=other"] } }, "environment"],
    ["a mount", { Mounts: [{ Type: "bind", Source: "/a", Destination: "/b", RW: true }] }, "mounts"],
    ["its state", { State: { Status: "exited", ExitCode: 137 } }, "state"],
    ["its image", { Image: "sha256:bb" }, "image"],
    ["the command", { Config: { ...container().Config, Cmd: ["sleep", "2"] } }, "process"],
  ])("move with %s of a container, under a name that a person knows", (_, parts, name) => {
    expect(moved(changed(parts))).toEqual([`container web: ${name}`]);
  });

  it("move when the tag of a container's image names other content", () => {
    const { engine } = snapshotOf();
    const images = [
      { Id: "sha256:bb", RepoTags: ["stand-in:1"] },
      { Id: "sha256:aa", RepoTags: [] },
    ];
    expect(moved(snapshotOf({ engine: { ...engine, containers: [container()], images } }))).toEqual(["container web: image"]);
  });

  it("move with the env file, a placed file, a folder's mode, a volume that is gone and somebody else's deployment", () => {
    const file = { kind: "file" as const, mode: "0644", owner: "root", group: "root", uid: 0, gid: 0, size: 1, sha256: "00" };
    expect(moved(snapshotOf({ envFiles: new Map([["shop", "TOKEN=other\n"]]) }))).toEqual(["config/shop/.env"]);
    expect(moved(snapshotOf({ entries: new Map([["/opt/homelab/services/shop/files/a.conf", file]]) }))).toEqual([
      "services/shop/files/a.conf",
    ]);
    expect(moved(snapshotOf({ entries: new Map([["/opt/homelab/config", { ...file, kind: "folder" }]]) }))).toEqual(["folder config"]);
    const record = JSON.stringify({ version: 1, run: "r2", sequence: 1, outcome: "failed" });
    expect(moved(snapshotOf({ records: new Map([["shop", record]]) }))).toEqual(["last deployment of shop"]);
    const { engine } = snapshotOf();
    expect(
      moved(snapshotOf({ engine: { ...engine, containers: [container()], volumes: [{ Name: "shop_data", Driver: "local" }] } })),
    ).toEqual(["volume shop_data"]);
  });

  it("are other ones under another key, and hold no value", () => {
    const [one, two] = [digests(snapshotOf()), digests(snapshotOf(), "01".repeat(32))];
    expect(movedKeys(one, two)).toHaveLength(Object.keys(one).length);
    expect(liveDigest({ A: one })).not.toBe(liveDigest({ B: one }));
    expect(JSON.stringify(one)).not.toContain("s3cr3t-v4lue");
  });
});
