import { describe, expect, test } from "vitest";

import { byService, verdictOf } from "../../../provider/docker/index.ts";
import { container, shopInputs, snapshotOf } from "../../support/snapshots.ts";

function moved() {
  const inputs = shopInputs();
  inputs.document.services.web.mem_limit = "134217728";
  return inputs;
}

describe("the verdict about a project", () => {
  test("is in-sync when git, state and node agree", () => {
    expect(verdictOf(shopInputs(), shopInputs(), snapshotOf())).toEqual({ kind: "in-sync" });
  });

  test("is pending when git has moved on and nobody has touched the node", () => {
    expect(verdictOf(moved(), shopInputs(), snapshotOf())).toEqual({
      kind: "pending",
      changes: [["document", "services", "web", "mem_limit"]],
    });
  });

  test("is pending when the node already is as git wants it and only the state is behind", () => {
    const snapshot = snapshotOf({ containers: [container({ Memory: 134217728 })] });
    expect(verdictOf(moved(), shopInputs(), snapshot).kind).toBe("pending");
  });

  test("is pending before the first up", () => {
    expect(verdictOf(shopInputs(), undefined, snapshotOf({ containers: [] })).kind).toBe("pending");
  });

  test("is drifted when the node was changed, whether git has moved on or not", () => {
    const snapshot = snapshotOf({ containers: [container({ Memory: 1048576 })] });
    const drifted = { kind: "drifted", differences: [{ path: ["document", "services", "web", "mem_limit"], enforced: "1048576" }] };
    expect(verdictOf(shopInputs(), shopInputs(), snapshot)).toEqual(drifted);
    expect(verdictOf(moved(), shopInputs(), snapshot)).toEqual(drifted);
  });

  test("sorts differences by the service they are about", () => {
    const differences = [
      { path: ["document", "services", "web", "user"], enforced: "0" },
      { path: ["status", "web"], enforced: "paused" },
      { path: ["files", "files/a"], enforced: undefined },
    ];
    expect([...byService(differences)].map(([service, found]) => [service, found.length])).toEqual([
      ["web", 2],
      ["", 1],
    ]);
  });
});
