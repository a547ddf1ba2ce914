import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTestFolder } from "../../../cli/test/folder.ts";

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "homelab-folder-"));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

describe("the folder of a test run", () => {
  it("is where the person's TMPDIR is, and goes with everything in it", () => {
    const folder = makeTestFolder({ TMPDIR: parent });
    expect(folder.inMemory).toBe(false);
    expect(path.dirname(folder.path)).toBe(parent);
    writeFileSync(path.join(folder.path, "file"), "text");
    folder.remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it("takes away what a run that was killed has left, and nothing of one that still runs", () => {
    const { pid } = spawnSync(process.execPath, ["--eval", "0"]);
    const [dead, living, other] = [`homelab-test-${pid}-abc`, `homelab-test-${process.pid}-abc`, "homelab-test-by-hand"].map((name) =>
      path.join(parent, name),
    ) as [string, string, string];
    for (const folder of [dead, living, other]) mkdirSync(path.join(folder, "inside"), { recursive: true });
    makeTestFolder({ TMPDIR: parent }).remove();
    expect([dead, living, other].map((folder) => existsSync(folder))).toEqual([false, true, true]);
  });
});
