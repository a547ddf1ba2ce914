import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SetupResult } from "../../setup/stamp.ts";
import { readStamp, writeStamp } from "../../setup/stamp.ts";

let folder: string;
let stamp: string;
const result: SetupResult = {
  pulumi: "/bin/pulumi",
  engineVersion: "3.258.0",
  engineSource: "built",
  languageHost: "/bin",
  plugins: [{ name: "docker", version: "5.2.0", real: false }],
  sites: ["vps"],
};
const file = (name: string, text: string) => {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "homelab-stamp-"));
  stamp = path.join(folder, "setup.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the stamp of a setup", () => {
  it("gives the result back while nothing changed", () => {
    const lock = file("lock", "a");
    writeStamp(stamp, ["fact"], { unchanged: [lock], present: [lock] }, result);
    expect(readStamp(stamp, ["fact"])).toEqual(result);
  });

  it("is nothing before the first setup", () => {
    expect(readStamp(stamp, [])).toBeUndefined();
  });

  it("does not hold for another fact", () => {
    writeStamp(stamp, ["backend a"], { unchanged: [], present: [] }, result);
    expect(readStamp(stamp, ["backend b"])).toBeUndefined();
  });

  it("does not hold when a file has another size, another time, or is gone", () => {
    for (const change of [
      (at: string) => writeFileSync(at, "longer than before"),
      (at: string) => utimesSync(at, 1, 1),
      (at: string) => rmSync(at),
    ]) {
      const at = file("engine", "a");
      writeStamp(stamp, [], { unchanged: [at], present: [] }, result);
      expect(readStamp(stamp, [])).toBeDefined();
      change(at);
      expect(readStamp(stamp, [])).toBeUndefined();
    }
  });

  it("does not hold when a file that was missing appears", () => {
    const at = path.join(folder, "plugins");
    writeStamp(stamp, [], { unchanged: [at], present: [] }, result);
    file("plugins", "now here");
    expect(readStamp(stamp, [])).toBeUndefined();
  });

  it("lets a state file change, but not go", () => {
    const state = file("vps.json", "{}");
    writeStamp(stamp, [], { unchanged: [], present: [state] }, result);
    writeFileSync(state, "{ after an up }");
    expect(readStamp(stamp, [])).toBeDefined();
    rmSync(state);
    expect(readStamp(stamp, [])).toBeUndefined();
  });

  it("is ignored when it is damaged or of another format", () => {
    writeFileSync(stamp, "{ half");
    expect(readStamp(stamp, [])).toBeUndefined();
    writeFileSync(stamp, JSON.stringify({ format: 0, result }));
    expect(readStamp(stamp, [])).toBeUndefined();
  });
});
