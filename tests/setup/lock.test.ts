import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { takeLock } from "../../setup/lock.ts";

const folder = mkdtempSync(path.join(tmpdir(), "homelab-lock-"));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a lock", () => {
  it("is held by one at a time, and the next one is told that it waits", async () => {
    const file = path.join(folder, "deep", "setup");
    const events: string[] = [];
    const release = await takeLock(file, () => events.push("first waits"));
    const second = takeLock(file, () => events.push("second waits")).then((give) => {
      events.push("second holds");
      return give;
    });
    while (events.length === 0) await new Promise((wake) => setTimeout(wake, 10));
    expect(events).toEqual(["second waits"]);
    events.push("first gives back");
    await release();
    await (
      await second
    )();
    expect(events).toEqual(["second waits", "first gives back", "second holds"]);
  });

  it("of many that ask at once is held by one after the other", async () => {
    let holders = 0;
    const take = async () => {
      const release = await takeLock(path.join(folder, "many"));
      holders += 1;
      expect(holders).toBe(1);
      await new Promise((wake) => setTimeout(wake, 5));
      holders -= 1;
      await release();
    };
    await Promise.all(Array.from({ length: 6 }, take));
  });
});
