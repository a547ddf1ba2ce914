import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

const compose = "services/forge/docker-compose.yml";
const contract = "services/forge/service.yaml";

describe("a variable that may be left out", () => {
  it("must not make Compose stop", () => {
    expect(new Fleet().edit(compose, "${FORGE_TITLE:-Forge}", "${FORGE_TITLE:?a title}").lines()).toEqual([
      "services/forge/docker-compose.yml:8:14: Compose stops without FORGE_TITLE, but the contract does not require it; " +
        "fix: give it a default here, or write required: true in services/forge/service.yaml",
    ]);
  });

  it("has the same default in the contract and in the document", () => {
    expect(new Fleet().edit(contract, "default: Forge", "default: Anvil").lines()).toEqual([
      'services/forge/service.yaml:24:16 runtime.env_vars[0].default: the default of FORGE_TITLE is "Anvil" here and "Forge" ' +
        "in services/forge/docker-compose.yml:8; fix: write the same default in both",
    ]);
  });

  it("has a default in the contract when it has one in the document", () => {
    expect(new Fleet().edit(contract, "      default: Forge\n", "").lines()).toEqual([
      expect.stringContaining('runtime.env_vars[0].name: the default of FORGE_TITLE is "" here and "Forge" in'),
    ]);
  });

  it("may have an empty default without saying so in the contract", () => {
    const fleet = new Fleet().edit(contract, "      default: Forge\n", "").edit(compose, ":-Forge}", ":-}");
    expect(fleet.lines()).toEqual([]);
  });
});

describe("a required variable", () => {
  it("may make Compose stop", () => {
    const fleet = new Fleet().edit(contract, "      required: false\n      default: Forge\n", "").edit(compose, ":-Forge}", ":?}");
    expect(fleet.lines()).toEqual([]);
  });
});
