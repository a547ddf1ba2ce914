import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pruneCompileCache } from "../../setup/compile-cache.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "homelab-compile-"));
  for (const [version, files] of [
    ["v24-large", 4],
    ["v25-small", 3],
  ] as const) {
    mkdirSync(path.join(folder, version));
    for (let number = 0; number < files; number++) writeFileSync(path.join(folder, version, String(number)), "code");
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the cache of compiled code", () => {
  it("is emptied where it has grown beyond reason, and stays elsewhere", () => {
    pruneCompileCache(folder, 3);
    expect(readdirSync(folder)).toEqual(["v25-small"]);
    expect(readdirSync(path.join(folder, "v25-small"))).toHaveLength(3);
  });

  it("may not be there", () => {
    expect(() => pruneCompileCache(path.join(folder, "missing"))).not.toThrow();
  });
});
