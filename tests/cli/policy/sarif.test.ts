import { beforeAll, describe, expect, it } from "vitest";

import { loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import type { Inventory } from "../../../src/inventory/inventory.ts";
import { sarif } from "../../../cli/policy/sarif.ts";
import { repository } from "../../support/checkout.ts";
import { judged, urn } from "./support.ts";

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { id: string }[] } };
    readonly results: readonly {
      ruleId: string;
      level: string;
      message: { text: string };
      locations: readonly { physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number } } }[];
    }[];
  }[];
}

function violation(message: string, name: string) {
  return { policy: "p", level: "mandatory", message: `A rule.\n${message}`, urn: urn("homelab:compose:Project", name) };
}

describe("SARIF", () => {
  let inventory: Inventory;
  beforeAll(() => {
    inventory = loadInventoryOrThrow(repository);
  });

  const run = (judgement = judged(), withInventory = true) => {
    const { version, runs } = sarif([judgement], withInventory ? inventory : undefined) as Sarif;
    expect(version).toBe("2.1.0");
    return runs[0];
  };
  const place = (message: string, name: string, withInventory = true) => {
    const found = run(judged({ violations: [violation(message, name)] }), withInventory)?.results[0]?.locations[0]?.physicalLocation;
    return [found?.artifactLocation.uri, found?.region?.startLine];
  };

  it("has a rule for every policy that was asked, and a result for every finding", () => {
    expect(run()?.tool.driver.rules.map(({ id }) => id)).toEqual(["image-digest", "memory-limit-required", "oom-score-adj"]);
    expect(run()?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["memory-limit-required", "error"],
      ["image-digest", "warning"],
    ]);
    expect(run()?.results[0]?.message.text).toContain("outline on VPS has no memory limit. Fix: add mem_limit");
  });

  it("points at the line of the file that says it", () => {
    const [file, line] = place("services.outline.mem_limit: outline on VPS has no memory limit", "VPS/outline/project");
    expect(file).toBe("hosts/vps/runtime/outline/docker-compose.override.yml");
    expect(line).toBeGreaterThan(1);
    expect(place("services.outline.image: outline on VPS is old", "VPS/outline/project")[0]).toBe("services/outline/docker-compose.yml");
  });

  it("points at the contract, and at a placed file with its line", () => {
    expect(place("contract.privileges: is wrong", "VPS/outline/project")).toEqual(["services/outline/service.yaml", undefined]);
    expect(place("files/mosquitto.conf:3: it is wrong", "CHELSTY-INFRA/mosquitto/project")).toEqual([
      "services/mosquitto/files/mosquitto.conf",
      3,
    ]);
  });

  it("points at whole files when there is no inventory to ask", () => {
    expect(place("services.outline.mem_limit: it is wrong", "VPS/outline/project", false)).toEqual([
      "services/outline/docker-compose.yml",
      undefined,
    ]);
  });

  it("has a result for every line of a report that kept a site from being judged", () => {
    const errors = [
      "services/a/service.yaml:3:5 owner_node: there is no node X; allowed: VPS\nhosts/vps/services.yaml:2 services: is empty\n2 problems",
    ];
    const results = run(judged({ violations: [], errors }))?.results ?? [];
    expect(
      results.map(({ ruleId, locations }) => [
        ruleId,
        locations[0]?.physicalLocation.artifactLocation.uri,
        locations[0]?.physicalLocation.region?.startLine,
      ]),
    ).toEqual([
      ["inventory", "services/a/service.yaml", 3],
      ["inventory", "hosts/vps/services.yaml", 2],
    ]);
  });
});
