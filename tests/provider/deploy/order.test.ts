import { expect, test } from "vitest";

import { inOrder, withTied } from "../../../provider/deploy/order.ts";

test("a service comes after those it depends on, in either notation, and after those whose space it shares", () => {
  const services = {
    web: { depends_on: { db: { condition: "service_healthy" } } },
    side: { network_mode: "service:web" },
    db: { volumes_from: ["data:ro"] },
    data: {},
    old: { depends_on: ["web"] },
  };
  expect(inOrder(services)).toEqual(["data", "db", "web", "side", "old"]);
});

test("whoever lives in the space of a service that is made anew is made anew, too, and nobody else", () => {
  const services = { vpn: {}, client: { network_mode: "service:vpn" }, probe: { pid: "service:client" }, web: { depends_on: ["vpn"] } };
  expect([...withTied(services, new Set(["vpn"]))].sort()).toEqual(["client", "probe", "vpn"]);
  expect([...withTied(services, new Set(["web"]))]).toEqual(["web"]);
});
