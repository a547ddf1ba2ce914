import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { runRounds } from "../../../agents/runtime/rounds.ts";

describe("the rounds of an agent", () => {
  it("write the heartbeat after each round that did not fail, and go on after one that did", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "homelab-rounds-"));
    const heartbeat = path.join(folder, "heartbeat");
    const ending = new AbortController();
    const logged: unknown[] = [];
    let round = 0;
    await runRounds({
      seconds: 0.01,
      heartbeat,
      signal: ending.signal,
      clock: { now: () => 0, mono: () => round * 1000 },
      log: (...line) => logged.push(line),
      round: () => {
        round++;
        if (round === 2) throw new Error("the disk was full");
        if (round === 3) ending.abort();
        return Promise.resolve();
      },
    });
    expect(round).toBe(3);
    expect(readFileSync(heartbeat, "utf8")).toBe("3 0.03\n");
    expect(logged).toEqual([["error", "a round failed", { reason: "the disk was full" }]]);
    rmSync(folder, { recursive: true });
  });
});
