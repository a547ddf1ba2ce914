import { describe, expect, test } from "vitest";

import { checksOf } from "../../../provider/deploy/checks.ts";
import { enforcedProject } from "../../../provider/docker/index.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

const document = { services: { web: { container_name: "web", restart: "no" }, app: { restart: "always" } } };
const ended = { ...container(), State: { Status: "exited", Running: false, ExitCode: 0 } };
const lines = (contract: object): readonly string[] => {
  const enforced = enforcedProject({ project: "shop", service: "shop", document }, snapshotOf({ containers: [ended] }));
  return checksOf(contract as never, document, enforced).lines;
};

describe("the health gate", () => {
  test("lets a job run or have ended, and waits for the end of one that the contract names", () => {
    expect(lines({ healthcheck: { type: "container" } })).toEqual(expect.arrayContaining(["once web", "healthy app"]));
    expect(lines({ healthcheck: { type: "container" }, jobs: ["web"] })).toEqual(expect.arrayContaining(["job web", "healthy app"]));
  });

  test("does not take a job that ended before for one that this run has stopped", () => {
    expect(lines({})).toContain(`ended web ${ended.Id}`);
  });
});
