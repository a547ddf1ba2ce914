import { describe, expect, test } from "vitest";

import { referenceOf } from "../../../provider/docker/fields/image.ts";

describe("two names of one image", () => {
  test.each([
    ["redis", "docker.io/library/redis:latest"],
    ["redis:7", "docker.io/library/redis:7"],
    ["docker.io/redis:7", "docker.io/library/redis:7"],
    ["index.docker.io/library/redis:7", "docker.io/library/redis:7"],
    ["outlinewiki/outline:0.82.0", "docker.io/outlinewiki/outline:0.82.0"],
    ["localhost/a", "localhost/a:latest"],
    ["registry.example:5000/a/b:1", "registry.example:5000/a/b:1"],
    ["redis:7@sha256:abc", "docker.io/library/redis@sha256:abc"],
  ])("%s means %s", (name, full) => {
    expect(referenceOf(name)).toBe(full);
    expect(referenceOf(full)).toBe(full);
  });
});
