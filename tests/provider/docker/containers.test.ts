import { describe, expect, test } from "vitest";

import { containersOf } from "../../../provider/docker/containers.ts";
import type { ContainerInspect } from "../../../provider/docker/engine.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

function labelled(labels: Record<string, string>, more: Partial<ContainerInspect> = {}): ContainerInspect {
  return { ...container({}, { Labels: labels }), ...more };
}
const ofProject = (service: string, more: Record<string, string> = {}) => ({
  "com.docker.compose.project": "shop",
  "com.docker.compose.service": service,
  ...more,
});

describe("a container that has the declared name", () => {
  const services = { front: { container_name: "web" } };

  test("and the project's label is the project's own, of a service that was renamed", () => {
    const found = containersOf(snapshotOf({ containers: [labelled(ofProject("web"))] }), "shop", services);
    expect(found.ofService.get("front")).toEqual([]);
    expect(found.extra.map(({ Name }) => Name)).toEqual(["/web"]);
    expect([...found.foreign]).toEqual([]);
  });

  test("and no label, or another project's, was made by somebody else", () => {
    for (const labels of [{}, { ...ofProject("web"), "com.docker.compose.project": "other" }]) {
      const found = containersOf(snapshotOf({ containers: [labelled(labels)] }), "shop", services);
      expect([...found.foreign]).toEqual(["front"]);
    }
  });

  test("and is somebody's running `docker compose run` stands in the way", () => {
    const run = labelled(ofProject("web", { "com.docker.compose.oneoff": "True" }));
    expect([...containersOf(snapshotOf({ containers: [run] }), "shop", services).foreign]).toEqual(["front"]);
    const over = { ...run, State: { Status: "exited", Running: false } };
    expect([...containersOf(snapshotOf({ containers: [over] }), "shop", services).foreign]).toEqual([]);
  });
});
