import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

describe("a secret", () => {
  it("has no default in the contract, and the report does not repeat it", () => {
    const lines = new Fleet().edit("services/web/service.yaml", "secret: true", "secret: true\n      default: hunter2").lines();
    expect(lines).toEqual([
      "services/web/service.yaml:41:16 runtime.env_vars[1].default: the secret WEB_PASSWORD has a default value in git; " +
        "fix: remove the default; the value belongs into the .env on the node",
    ]);
  });

  it("has no default in a document, and the report does not repeat it", () => {
    const fleet = new Fleet().edit(
      "services/web/docker-compose.yml",
      "POSTGRES_PASSWORD: ${WEB_PASSWORD:?the database password}",
      "POSTGRES_PASSWORD: ${WEB_PASSWORD:-hunter2}",
    );
    const lines = fleet.lines();
    expect(lines).toEqual([expect.stringContaining("the secret WEB_PASSWORD has a default value in git; fix: write ${WEB_PASSWORD:?}")]);
    expect(lines.join("\n")).not.toContain("hunter2");
  });

  it("has no value in env.example, and the report does not repeat it", () => {
    expect(new Fleet().edit("services/web/env.example", "WEB_PASSWORD=", "WEB_PASSWORD='hunter2'").lines()).toEqual([
      "services/web/env.example:4:1 WEB_PASSWORD: the secret has a value in env.example; " +
        "fix: leave it empty (WEB_PASSWORD=) and say in a comment how to make one",
    ]);
  });

  it("may have an empty default", () => {
    const fleet = new Fleet().edit(
      "services/web/docker-compose.yml",
      "POSTGRES_PASSWORD: ${WEB_PASSWORD:?the database password}",
      "POSTGRES_PASSWORD: ${WEB_PASSWORD:-}",
    );
    expect(fleet.lines()).toEqual([]);
  });
});
