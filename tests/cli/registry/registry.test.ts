import { readFileSync } from "node:fs";
import path from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import type { Inventory } from "../../../src/inventory/inventory.ts";
import { loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import { registryOf } from "../../../cli/registry/entries.ts";
import { outdated, registryFiles } from "../../../cli/registry/files.ts";
import { registryPage } from "../../../cli/registry/page.ts";
import { topologyPicture } from "../../../cli/registry/picture.ts";
import { repository } from "../../support/checkout.ts";

let inventory: Inventory;
beforeAll(() => {
  inventory = loadInventoryOrThrow(repository);
});

describe("the registry", () => {
  it("is as the data say (npm run registry writes it)", () => {
    expect(outdated(repository, registryFiles(inventory))).toEqual([]);
  });

  it("holds every node, guest and service", () => {
    const page = readFileSync(path.join(repository, "docs/registry.md"), "utf8");
    const names = [...inventory.nodes.values()].flatMap(({ name, deployments, guests }) => [
      name,
      ...deployments.map(({ service }) => service),
      ...Object.entries(guests?.guests ?? {}).flatMap(([guest, { services }]) => [guest, ...Object.keys(services)]),
    ]);
    for (const name of names) expect(page, name).toContain(`| **${name}**`);
  });

  it("says how each service is reached", () => {
    const services = registryOf(inventory).flatMap((site) => site.services);
    expect(services.find(({ service }) => service === "outline")).toMatchObject({
      where: "VPS",
      exposure: "public",
      reach: ["https://wiki.example.net"],
      owner: "VPS",
      backup: ["outline"],
      data: ["volume outline_outline_storage", "volume outline_postgres_data", "volume outline_redis_data"],
    });
    expect(services.find(({ service }) => service === "technitium")).toMatchObject({
      where: "dns on CORE",
      exposure: "lan",
      reach: ["http://10.5.0.2:5380", "dns.lan.georgsen.dk"],
      ports: ["10.5.0.2:53/udp", "10.5.0.2:53/tcp", "10.5.0.2:5380/tcp"],
      backup: ["guest nightly", "core"],
    });
    const hidden = services.filter(({ exposure, reach }) => exposure === "none" && reach.length > 0);
    expect(hidden).toEqual([]);
  });

  it("lets nothing in the data become markup", () => {
    const site = { name: "x", description: "<script>|` *a*", machines: [], services: [] };
    expect(registryPage([site])).toContain("\\<script\\>\\|\\` \\*a\\*");
    const machine = { name: '<A&"', kind: "node", description: "", addresses: [], reach: "", size: "", backup: "" };
    expect(topologyPicture([{ ...site, machines: [machine] }])).toContain("&#60;A&#38;&#34;");
  });

  it("has a picture for readers of light and of dark pages", () => {
    const picture = readFileSync(path.join(repository, "docs/pictures/topology.svg"), "utf8");
    expect(picture).toContain("@media (prefers-color-scheme: dark)");
    for (const name of inventory.nodes.keys()) expect(picture).toContain(`>${name}</text>`);
    expect(picture).not.toMatch(/undefined|NaN|<script/);
  });
});
