import { describe, expect, it } from "vitest";

import { expectedNetworks, sharedNetworks } from "../../src/components/shared-networks.ts";
import { soundDeployment } from "../support/inventory.ts";

function withNetworks(service: string, networks: Readonly<Record<string, unknown>>) {
  return soundDeployment(service, { document: { networks } });
}

describe("the shared networks of a node", () => {
  it("are those that projects expect and none makes, each once and sorted", () => {
    const npm = withNetworks("npm", { public: { name: "ingress", external: true }, default: { name: "npm_default" } });
    const outline = withNetworks("outline", { ingress: { external: true }, admin: { name: "admin", external: true } });
    expect(sharedNetworks([npm, outline])).toEqual(["admin", "ingress"]);
  });

  it("do not contain one that another project of the node makes", () => {
    const maker = withNetworks("mosquitto", { broker: {} });
    const user = withNetworks("zigbee2mqtt", { broker: { name: "mosquitto_broker", external: true } });
    expect(sharedNetworks([maker, user])).toEqual([]);
  });

  it("do not contain what every Docker engine brings along", () => {
    expect(sharedNetworks([withNetworks("npm", { host: { name: "host", external: true } })])).toEqual([]);
  });

  it("are none when no document names a network", () => {
    expect(sharedNetworks([soundDeployment("npm")])).toEqual([]);
  });
});

describe("the networks a service expects", () => {
  it("are its external ones by their name on the node", () => {
    const networks = { a: { name: "ingress", external: true }, b: { name: "npm_b" }, c: null };
    expect(expectedNetworks(withNetworks("npm", networks))).toEqual(["ingress"]);
  });
});
