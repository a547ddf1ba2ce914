import { describe, expect, test } from "vitest";

import { readers } from "../../../provider/docker/index.ts";
import type { NodeSnapshot } from "../../../provider/docker/index.ts";
import type { PropertyMap } from "../../../provider/rpc/property-value.ts";
import { container, shopInputs, snapshotOf } from "../../support/snapshots.ts";

const project = "homelab:compose:Project";
const layout = "homelab:node:Layout";

function read(token: string, inputs: PropertyMap, snapshot: NodeSnapshot, id = "TEST/shop") {
  const reader = readers.get(token);
  if (reader === undefined) throw new Error(`${token} is not read`);
  return reader(inputs, id, { snapshots: { of: () => Promise.resolve(snapshot) } });
}

describe("reading a project", () => {
  test("whose containers are all gone says that each is missing, and never that the project is", async () => {
    const found = await read(project, shopInputs(), snapshotOf({ containers: [] }));
    expect(found?.differences).toEqual([{ path: ["status", "web"], enforced: "missing" }]);
  });

  test("fails when its node cannot be reached, so that nobody takes that for drift", async () => {
    const unreachable = readers.get(project)?.(shopInputs(), "TEST/shop", { snapshots: { of: () => Promise.reject(new Error("off")) } });
    await expect(unreachable).rejects.toThrow("off");
  });

  test("accepts a one-shot service that ended well, and not one that should go on", async () => {
    const ended = { ...container(), State: { Status: "exited", Running: false, ExitCode: 0 } };
    expect((await read(project, shopInputs(), snapshotOf({ containers: [ended] })))?.differences).toEqual([
      { path: ["status", "web"], enforced: "exited (0)" },
    ]);
    const inputs = shopInputs();
    const app = {
      image: "stand-in:1",
      profiles: ["later"],
      depends_on: { web: { condition: "service_completed_successfully", required: true } },
    };
    const services = { ...inputs.document.services, app };
    expect((await read(project, { ...inputs, document: { services } }, snapshotOf({ containers: [ended] })))?.differences).toEqual([]);
  });
});

describe("importing a project", () => {
  const labels = {
    "com.docker.compose.project": "mosquitto",
    "com.docker.compose.service": "mosquitto",
    "com.docker.compose.oneoff": "False",
  };
  const running = snapshotOf({ containers: [{ ...container({}, { Labels: labels }), Name: "/mosquitto" }] });

  test("compares what runs with what git declares there", async () => {
    const found = await read(project, {}, running, "CHELSTY-INFRA/mosquitto");
    expect(found?.declared).toMatchObject({ node: "CHELSTY-INFRA", site: "chelsty", service: "mosquitto", project: "mosquitto" });
    expect(found?.differences.map(({ path }) => path.slice(0, 4).join("."))).toContain("document.services.mosquitto.image");
  });

  test("finds nothing to adopt where nothing runs", async () => {
    expect(await read(project, {}, snapshotOf({ containers: [] }), "CHELSTY-INFRA/mosquitto")).toBeUndefined();
  });

  test("refuses an id of another form, and a project that git does not know", async () => {
    await expect(read(project, {}, running, "mosquitto")).rejects.toThrow("allowed: NODE/project, such as VPS/outline");
    await expect(read(project, {}, running, "VPS/nothing")).rejects.toThrow("list its service in hosts/vps/services.yaml first");
  });
});

describe("reading a layout", () => {
  const inputs = {
    node: "TEST",
    root: "/opt/homelab",
    folders: { data: { owner: "anna", group: "anna", mode: "0755" }, config: { owner: "1000", group: "root", mode: "0700" }, logs: {} },
  };
  const folder = { kind: "folder", mode: "0755", owner: "anna", group: "anna", uid: 1000, gid: 1000, size: 0 } as const;

  test("names every folder that is missing or has another owner, group or mode", async () => {
    const entries = new Map([
      ["/opt/homelab/data", folder],
      ["/opt/homelab/config", { ...folder, mode: "0777" }],
    ]);
    expect((await read(layout, inputs, snapshotOf({ entries })))?.differences).toEqual([
      { path: ["folders", "config", "group"], enforced: "anna" },
      { path: ["folders", "config", "mode"], enforced: "0777" },
      { path: ["folders", "logs"], enforced: undefined },
    ]);
  });

  test("is silent when all is as declared, owners by name or by number", async () => {
    const entries = new Map([
      ["/opt/homelab/data", folder],
      ["/opt/homelab/config", { ...folder, mode: "0700", group: "root" }],
      ["/opt/homelab/logs", { ...folder, owner: "root", group: "root" }],
    ]);
    expect((await read(layout, inputs, snapshotOf({ entries })))?.differences).toEqual([]);
  });
});

describe("importing a layout", () => {
  const folder = { kind: "folder", mode: "0755", owner: "root", group: "root", uid: 0, gid: 0, size: 0 } as const;

  test("compares the folders that are there with those that git declares", async () => {
    const entries = new Map([
      ["/opt/homelab/data", folder],
      ["/opt/homelab/config", folder],
    ]);
    const found = await read(layout, {}, snapshotOf({ entries }), "VPS/opt/homelab");
    expect(found?.declared).toMatchObject({
      node: "VPS",
      site: "vps",
      root: "/opt/homelab",
      folders: { config: { mode: "0700" } },
      capabilities: { memory: {} },
      topology: { role: expect.any(String) as unknown },
    });
    expect(found?.differences).toContainEqual({ path: ["folders", "config", "mode"], enforced: "0755" });
    expect(found?.differences).toContainEqual({ path: ["folders", "events"], enforced: undefined });
  });

  test("finds nothing to adopt where none of the folders is", async () => {
    expect(await read(layout, {}, snapshotOf(), "VPS/opt/homelab")).toBeUndefined();
  });

  test("refuses an id of another form, and a node that git does not know", async () => {
    await expect(read(layout, {}, snapshotOf(), "VPS")).rejects.toThrow("allowed: NODE/opt/homelab, such as VPS/opt/homelab");
    await expect(read(layout, {}, snapshotOf(), "NOBODY/opt/homelab")).rejects.toThrow("add it to inventory/topology.yaml first");
  });
});
