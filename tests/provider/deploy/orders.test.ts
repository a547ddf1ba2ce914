import { expect, test } from "vitest";

import { ordersOf, touchesNothing } from "../../../provider/deploy/orders.ts";
import type { EnforcedProject } from "../../../provider/docker/index.ts";
import { snapshotOf } from "../../support/snapshots.ts";

const node = snapshotOf();
const running = { Running: true, Status: "running" };
const container = (id: string, state: object = running, more: object = {}) => ({ Id: id, Name: `/${id}`, State: state, ...more });
const services = { web: { depends_on: ["db"] }, db: {}, side: { network_mode: "service:web" } };
const declared = { project: "app", service: "app", document: { services, networks: { default: {}, back: { name: "back-net" } } } };

function enforced(
  parts: Partial<EnforcedProject>,
  containers: Readonly<Record<string, ReturnType<typeof container>>> = {},
): EnforcedProject {
  const all = { web: container("web1"), db: container("db1"), side: container("side1"), ...containers };
  return {
    differences: [],
    status: { web: "running", db: "running", side: "running" },
    present: true,
    jobs: new Set(),
    containers: { ofService: new Map(Object.entries(all).map(([name, one]) => [name, [one]])), extra: [], foreign: new Set() },
    normalForms: { known: undefined, held: [], formsOf: () => [] },
    ...parts,
  };
}

test("nothing is ordered when nothing differs", () => {
  expect(touchesNothing(ordersOf(declared, enforced({}), node))).toBe(true);
});

test("a difference makes its service anew, with whoever shares its space, in the order of the dependencies", () => {
  const differences = [
    { path: ["document", "services", "web", "mem_limit"], enforced: "1" },
    { path: ["document", "services", "db", "image"], enforced: "x" },
  ];
  expect(ordersOf(declared, enforced({ differences }), node)).toMatchObject({
    up: ["db", "web", "side"],
    start: [],
    restart: [],
  });
});

test("what is stopped is started, what is paused goes on, what is missing or unhealthy is made", () => {
  const status = { web: "exited (0)", db: "paused", side: "running" };
  const differences = [
    { path: ["status", "web"], enforced: "exited (0)" },
    { path: ["status", "db"], enforced: "paused" },
  ];
  const containers = {
    web: container("web1", { Running: false, Status: "exited" }),
    db: container("db1", { Running: true, Paused: true, Status: "paused" }),
  };
  expect(ordersOf(declared, enforced({ differences, status }, containers), node)).toMatchObject({
    up: [],
    start: ["web1"],
    unpause: ["db1"],
  });
  const sick = enforced({
    differences: [{ path: ["status", "db"], enforced: "unhealthy" }],
    status: { ...status, web: "running", db: "unhealthy" },
  });
  expect(ordersOf(declared, sick, node)).toMatchObject({ up: ["db"], start: [] });
});

test("a stopped container that differs otherwise, too, is made anew and not started first", () => {
  const status = { web: "running", db: "exited (1)", side: "running" };
  const differences = [
    { path: ["document", "services", "db", "user"], enforced: "0" },
    { path: ["status", "db"], enforced: "exited (1)" },
  ];
  const orders = ordersOf(
    declared,
    enforced({ differences, status }, { db: container("db1", { Running: false, Status: "exited" }) }),
    node,
  );
  expect(orders).toMatchObject({ up: ["db"], start: [] });
});

test("a changed file restarts what mounts it or a folder around it, and nobody else", () => {
  const mounts = (source: string) => ({ Mounts: [{ Type: "bind", Source: source }] });
  const containers = {
    web: container("web1", running, mounts("/opt/homelab/services/app/files/a.conf")),
    db: container("db1", running, mounts("/opt/homelab/services/app/files")),
    side: container("side1", running, mounts("/opt/homelab/services/app/files/b.conf")),
  };
  const differences = [{ path: ["files", "files/a.conf", "sha256"], enforced: "0" }];
  expect(ordersOf(declared, enforced({ differences }, containers), node)).toMatchObject({ up: [], restart: ["web1", "db1"] });
});

test("extra containers go, except a one-off run that somebody is using", () => {
  const oneOff = container("run1", running, { Config: { Labels: { "com.docker.compose.oneoff": "True" } } });
  const parts = enforced({});
  const orders = ordersOf(declared, { ...parts, containers: { ...parts.containers, extra: [container("extra1"), oneOff] } }, node);
  expect(orders.remove).toEqual(["extra1"]);
});

test("a network that is not as declared is made anew with everybody on it", () => {
  const differences = [{ path: ["document", "networks", "default", "driver"], enforced: "macvlan" }];
  expect(ordersOf(declared, enforced({ differences }), node)).toMatchObject({
    renewNetwork: ["app_default"],
    up: ["db", "web", "side"],
  });
});

test("what is stopped and had a network that was removed is made anew, also when a network of that name is there again", () => {
  const stopped = (NetworkID: string) =>
    container("db1", { Running: false, Status: "exited" }, { NetworkSettings: { Networks: { ingress: { NetworkID } } } });
  const differences = [{ path: ["status", "db"], enforced: "exited (0)" }];
  const status = { web: "running", db: "exited (0)", side: "running" };
  const there = snapshotOf({ engine: { ...node.engine, networks: [{ Id: "new", Name: "ingress" }] } });
  const orders = (id: string) => ordersOf(declared, enforced({ differences, status }, { db: stopped(id) }), there);
  expect(orders("old")).toMatchObject({ up: ["db"], start: [] });
  expect(orders("new")).toMatchObject({ up: [], start: ["db1"] });
  expect(orders("")).toMatchObject({ up: [], start: ["db1"] });
});
