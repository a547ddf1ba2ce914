import { describe, expect, test } from "vitest";

import { enforcedProject } from "../../../provider/docker/index.ts";
import { jobsOf } from "../../../provider/docker/jobs.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

const base = { image: "stand-in:1", container_name: "web", mem_limit: "67108864", environment: { TOKEN: "${TOKEN}" } };

/** The status of the one service when its container ended with a code, and git asks for these restarts. */
function ended(code: number, service: JsonMap, policy: string, parts: { jobs?: string[]; env?: string } = {}): string | undefined {
  const one = { ...container({ RestartPolicy: { Name: policy } }), State: { Status: "exited", Running: false, ExitCode: code } };
  const env = parts.env === undefined ? {} : { envFiles: new Map([["shop", `TOKEN=s3cr3t-v4lue\n${parts.env}`]]) };
  const declared = { project: "shop", service: "shop", document: { services: { web: { ...base, ...service } } } };
  const found = enforcedProject(
    { ...declared, ...(parts.jobs === undefined ? {} : { jobs: parts.jobs }) },
    snapshotOf({ containers: [one], ...env }),
  );
  expect(found.differences.filter(({ path }) => path[0] !== "status")).toEqual([]);
  return found.differences.map(({ enforced }) => (typeof enforced === "string" ? enforced : JSON.stringify(enforced)))[0];
}

describe("a job that ended with 0 is as asked", () => {
  test.each([
    ['restart: "no"', { restart: "no" }, "no"],
    ["restart: none", { restart: "none" }, "no"],
    ["deploy.restart_policy.condition: none", { restart: "always", deploy: { restart_policy: { condition: "none" } } }, "no"],
    ["restart: ${RESTART}", { restart: "${RESTART}" }, "no"],
  ])("%s", (_, service, policy) => {
    expect(ended(0, service, policy, { env: "RESTART=no\n" })).toBeUndefined();
    expect(ended(3, service, policy, { env: "RESTART=no\n" })).toBe("exited (3)");
  });

  test("so is one that the contract names, whatever its policy", () => {
    expect(ended(0, { restart: "on-failure" }, "on-failure", { jobs: ["web"] })).toBeUndefined();
    expect(ended(1, { restart: "on-failure" }, "on-failure", { jobs: ["web"] })).toBe("exited (1)");
    expect(ended(0, {}, "no", { jobs: ["web"] })).toBeUndefined();
  });

  test("a service that is to run is no job, and nor is one that says nothing of restarts", () => {
    expect(ended(0, { restart: "always" }, "always")).toBe("exited (0)");
    expect(ended(0, { restart: "on-failure" }, "on-failure")).toBe("exited (0)");
    expect(ended(0, {}, "no")).toBe("exited (0)");
    expect(ended(0, { restart: "no", deploy: { restart_policy: { condition: "any" } } }, "always")).toBe("exited (0)");
  });

  test("one that others wait for is a job, unless they can do without it", () => {
    const waits = (more: JsonMap): JsonMap => ({
      setup: {},
      app: { depends_on: { setup: { condition: "service_completed_successfully", ...more } } },
    });
    expect([...jobsOf(waits({}))]).toEqual(["setup"]);
    expect([...jobsOf(waits({ required: false }))]).toEqual([]);
  });
});
