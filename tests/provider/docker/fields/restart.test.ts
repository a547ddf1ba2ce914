import { describe, expect, test } from "vitest";

import { drift, madeBy } from "../../../support/one-service.ts";

const policy = (Name: string, MaximumRetryCount = 0) => ({ host: { RestartPolicy: { Name, MaximumRetryCount } } });

describe("the restart policy is what Compose makes of it", () => {
  test.each([
    [
      "deploy wins over restart",
      { restart: "unless-stopped", deploy: { restart_policy: { condition: "on-failure" } } },
      policy("on-failure"),
    ],
    ["deploy takes it back", { restart: "always", deploy: { restart_policy: { condition: "none" } } }, policy("no")],
    ["a condition that is missing is no", { restart: "always", deploy: { restart_policy: { delay: "5s" } } }, policy("")],
    ["an empty policy is no", { restart: "always", deploy: { restart_policy: {} } }, policy("")],
    ["any is always", { deploy: { restart_policy: { condition: "any" } } }, policy("always")],
    ["a bound", { deploy: { restart_policy: { condition: "on-failure", max_attempts: 3 } } }, policy("on-failure", 3)],
    ["deploy without a policy leaves restart", { restart: "always", deploy: { replicas: 1 } }, policy("always")],
    ["restart: none is no", { restart: "none" }, policy("no")],
    ["a bound of zero is none", { restart: "on-failure:0" }, policy("on-failure")],
    ["an unquoted no", { restart: false }, policy("no")],
  ])("%s", (_, service, node) => {
    expect(drift(service, node)).toEqual({});
  });

  test("a missing condition means always to Compose 1.29.2", () => {
    const service = { restart: "no", deploy: { restart_policy: { delay: "5s" } } };
    expect(drift(service, { ...policy("always"), config: madeBy("1.29.2") })).toEqual({});
    expect(drift(service, { ...policy("no"), config: madeBy("1.29.2") })).toEqual({ "deploy.restart_policy.condition": "none" });
  });

  test("drift is shown at the attribute that decides", () => {
    const both = { restart: "always", deploy: { restart_policy: { condition: "on-failure", max_attempts: 3 } } };
    expect(drift(both, policy("always"))).toEqual({
      "deploy.restart_policy.condition": "any",
      "deploy.restart_policy.max_attempts": "(gone)",
    });
    expect(drift({ restart: "always" }, policy("no"))).toEqual({ restart: "no" });
  });
});
