import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { configurationOf, readConfiguration } from "../../policy/configuration.ts";
import { Fleet } from "../../policy/examples/fleet.ts";
import { judgeFleet } from "../../policy/examples/judge.ts";
import { policies } from "../../policy/pack.ts";
import { repository } from "../support/checkout.ts";

/** What is wrong with a configuration, line by line. */
function wrong(configuration: object | string): string[] {
  try {
    readConfiguration(typeof configuration === "string" ? configuration : JSON.stringify(configuration), policies);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").slice(0, -1);
  }
}

describe("the configuration of the policies", () => {
  it("in the repository is sound", async () => {
    expect(wrong(await readFile(path.join(repository, "policy/policy-config.json"), "utf8"))).toEqual([]);
  });

  it("may be empty", () => {
    expect(wrong({})).toEqual([]);
  });

  it("is refused when it is no JSON, or no mapping", () => {
    expect(wrong("{")).toEqual([expect.stringMatching(/^policy\/policy-config\.json: is no JSON: /)]);
    expect(wrong("[]")).toEqual(["policy/policy-config.json: is not a mapping"]);
    expect(wrong({ policies: { "image-tag": "mandatory" } })).toEqual(["policy/policy-config.json policies.image-tag: is not a mapping"]);
  });

  it("names every unknown key, policy, option and level, with the nearest", () => {
    const lines = wrong({
      polices: {},
      policies: { "image-tags": {}, "image-registry": { allow: [] }, "image-tag": { enforcementLevel: "strict" } },
      stacks: { vps: { "memory-budged": {} } },
    });
    expect(lines).toEqual([
      expect.stringContaining('there is no key polices; allowed: $schema, policies, stacks; did you mean "policies"?'),
      expect.stringContaining("there is no policy image-tags; allowed: backup-sets, "),
      expect.stringContaining(
        'policies.image-registry: there is no option allow; allowed: enforcementLevel, allowed; did you mean "allowed"?',
      ),
      expect.stringContaining('policies.image-tag.enforcementLevel: is "strict"; allowed: advisory, mandatory, disabled'),
      expect.stringContaining("stacks.vps: there is no policy memory-budged"),
    ]);
  });

  it.each([
    ["image-registry", { allowed: "ghcr.io" }, 'allowed: is "ghcr.io"; allowed: a value of type array'],
    ["image-registry", { allowed: [] }, "allowed: has 0 entries; allowed: at least 1"],
    ["image-registry", { allowed: [""] }, "allowed: [0] is empty"],
    ["placement-exception-ending", { days: 0 }, "days: is 0; allowed: 1 to 365"],
    ["placement-exception-ending", { days: 1.5 }, "days: is 1.5; allowed: a whole number"],
    ["zigbee-coordinator", { address: "tcp://192.168.1.105:6638" }, "allowed: what matches"],
    ["backup-sets", { required: { chelsty: "all" } }, '["chelsty"] is "all"; allowed: a value of type array'],
  ])("holds the options of %s to their bounds: %j", (policy, setting, says) => {
    expect(wrong({ policies: { [policy]: setting } })).toEqual([expect.stringContaining(says)]);
  });

  it("of a stack goes before that of all stacks, option by option", () => {
    const all = { "placement-exception-ending": { days: 7 }, "image-registry": { allowed: ["ghcr.io"] } };
    const stacks = { vps: { "placement-exception-ending": { enforcementLevel: "disabled" as const } } };
    expect(configurationOf({ policies: all, stacks }, "vps", policies)).toMatchObject({
      "placement-exception-ending": { days: 7, enforcementLevel: "disabled" },
      "image-registry": { allowed: ["ghcr.io"] },
    });
    expect(configurationOf({ policies: all, stacks }, "saturn", policies)["placement-exception-ending"]).toEqual({
      days: 7,
      enforcementLevel: "advisory",
    });
  });

  it("gives every policy its level, since options without one would be sent as advisory", () => {
    const settings = Object.values(configurationOf({ policies: { "image-registry": { allowed: ["ghcr.io"] } } }, "vps", policies));
    expect(settings).toHaveLength(policies.length);
    expect(settings.filter((setting) => typeof setting === "object" && setting.enforcementLevel === "mandatory")).toHaveLength(
      policies.length - 2,
    );
  });

  it("lifts a bound for what is asked with it, and for nothing else", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "outline")["image"] = `quay.io/outline/outline:1.7.1@sha256:${"0a".repeat(32)}`;
    fleet.container("VPS", "npm")["privileged"] = true;
    const said = await judgeFleet(fleet, { "image-registry": { allowed: ["docker.io", "ghcr.io", "quay.io/outline"] } });
    expect(said.map(({ policy }) => policy)).toEqual(["privileges"]);
  });
});
