import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { clearLock, judgeLock, lockWords, processStart, stackLocks } from "../../../cli/apply/lock.ts";
import { lockRefusals } from "../../../cli/apply/refusals.ts";

const lock = { file: "/nowhere", pid: 42, username: "ada", hostname: "desk", timestamp: "2026-01-01T12:00:00Z" };
const taken = Date.parse(lock.timestamp);

describe("the process behind a lock", () => {
  it("is gone only when it is none of this very host any more", () => {
    expect(judgeLock(lock, () => undefined, "desk").holder).toBe("gone");
    expect(judgeLock(lock, () => taken - 60_000, "desk").holder).toBe("alive");
    expect(judgeLock(lock, () => undefined, "server").holder).toBe("elsewhere");
  });

  it("is gone when its number was given to a process that began after the lock was taken", () => {
    expect(judgeLock(lock, () => taken + 60_000, "desk").holder).toBe("gone");
    expect(judgeLock(lock, () => taken + 500, "desk").holder).toBe("alive");
  });

  it("is looked up on this machine: this one began before now, one that has ended is none", async () => {
    const started = processStart(process.pid) ?? 0;
    expect(Math.abs(started - (Date.now() - performance.now()))).toBeLessThan(60_000);
    const child = spawn("true");
    await once(child, "exit");
    expect(processStart(child.pid ?? 0)).toBeUndefined();
    expect(processStart(1)).toBeLessThan(Date.now());
  });
});

describe("the locks of a stack", () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "hl-lock-"));
    folder = join(root, ".pulumi/locks/organization/homelab/vps");
    mkdirSync(folder, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const locks = () => stackLocks(pathToFileURL(root).href, "homelab", "vps");

  it("are read with who took them, and cleared without the others being touched", () => {
    const content = { pid: lock.pid, username: lock.username, hostname: lock.hostname, timestamp: lock.timestamp };
    for (const name of ["a.json", "a.json.attrs", "b.json"]) writeFileSync(join(folder, name), JSON.stringify(content));
    expect(locks().map(({ pid, hostname }) => `${pid} ${hostname}`)).toEqual(["42 desk", "42 desk"]);
    const [first] = locks();
    if (first === undefined) throw new Error("there is no lock");
    clearLock({ ...first, holder: "gone" });
    expect(existsSync(join(folder, "a.json.attrs"))).toBe(false);
    expect(locks()).toHaveLength(1);
    expect(lockWords(first)).toBe("process 42 of ada on desk has locked the stack since 2026-01-01T12:00:00Z");
  });

  it("that cannot be read count as somebody's on another machine: never cleared", () => {
    writeFileSync(join(folder, "a.json"), "{");
    const judged = locks().map((one) => judgeLock(one));
    expect(judged.map(({ holder }) => holder)).toEqual(["elsewhere"]);
    expect(lockRefusals(judged)).toEqual([expect.objectContaining({ reason: "lock" })]);
  });

  it("are none where there is no such stack, and are not looked for in a backend that is no folder", () => {
    expect(stackLocks(pathToFileURL(root).href, "homelab", "other")).toEqual([]);
    expect(stackLocks("s3://bucket", "homelab", "vps")).toEqual([]);
  });
});
