import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  appendEvent,
  formatCursor,
  mirrorSizes,
  parseCursor,
  piecesAfter,
  planRetention,
  putAside,
  writePiece,
} from "../../../agents/events/index.ts";
import { event, Store } from "./support.ts";

/** One round of the observer: ask from the copy's own sizes, write what comes, ask again while there is more. */
function fetchAll(from: Store, to: Store, node: string, limit?: number): string[] {
  const said: string[] = [];
  for (let round = 0; round < 10_000; round++) {
    const { pieces, more, shorter } = piecesAfter(from.root, node, mirrorSizes(to.root, node), limit);
    for (const day of shorter) said.push(`aside ${putAside(to.root, node, day) ?? "nothing"}`);
    for (const piece of pieces) {
      const fit = writePiece(to.root, node, piece);
      if (fit === "another past") said.push(`aside ${putAside(to.root, node, piece.day) ?? "nothing"}`);
      else if (fit === "elsewhere") said.push("elsewhere");
    }
    if (!more && said.length === 0) return said;
    if (!more && pieces.length === 0 && shorter.length === 0) return said;
  }
  throw new Error("the copy never got complete");
}

function bytes(store: Store, day: string, node = "VPS"): Buffer {
  return readFileSync(store.file(day, node));
}

describe("the copy of a node's events", () => {
  it("is the same to the byte, also when it is fetched in small parts and while older days grow", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ day: fc.integer({ min: 1, max: 4 }), text: fc.string({ unit: "grapheme", maxLength: 60 }), fetch: fc.boolean() }),
          { maxLength: 60 },
        ),
        fc.integer({ min: 400, max: 3000 }),
        (steps, limit) => {
          using node = new Store();
          using copy = new Store();
          for (const { day, text, fetch } of steps) {
            const file = node.file(`2026-11-0${day}`, "VPS");
            mkdirSync(path.dirname(file), { recursive: true });
            appendFileSync(file, `${JSON.stringify({ message: text })}\n`);
            if (fetch) fetchAll(node, copy, "VPS", limit);
          }
          fetchAll(node, copy, "VPS", limit);
          for (const day of new Set(steps.map((step) => `2026-11-0${step.day}`))) expect(bytes(copy, day)).toEqual(bytes(node, day));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("goes on from its own size after a crash in the middle of a write", () => {
    using node = new Store();
    using copy = new Store();
    for (let index = 0; index < 50; index++) appendEvent(node.root, event({ message: `event ${index}` }));
    fetchAll(node, copy, "VPS");
    const whole = bytes(copy, "2026-11-29");
    for (const size of [0, 1, 150, whole.length - 1]) {
      writeFileSync(copy.file("2026-11-29", "VPS"), whole.subarray(0, size));
      fetchAll(node, copy, "VPS");
      expect(bytes(copy, "2026-11-29")).toEqual(whole);
    }
  });

  it("leaves out a last line that is not ended yet", () => {
    using node = new Store();
    using copy = new Store();
    appendEvent(node.root, event());
    const whole = bytes(node, "2026-11-29");
    appendFileSync(node.file("2026-11-29", "VPS"), '{"half":');
    fetchAll(node, copy, "VPS");
    expect(bytes(copy, "2026-11-29")).toEqual(whole);
    appendFileSync(node.file("2026-11-29", "VPS"), "1}\n");
    fetchAll(node, copy, "VPS");
    expect(bytes(copy, "2026-11-29")).toEqual(bytes(node, "2026-11-29"));
  });

  it("is put aside and begun anew when the node was installed again", () => {
    using node = new Store();
    using copy = new Store();
    for (let index = 0; index < 5; index++) appendEvent(node.root, event({ message: `before ${index}` }));
    fetchAll(node, copy, "VPS");
    const before = bytes(copy, "2026-11-29");
    rmSync(path.join(node.root, "2026-11-29"), { recursive: true });
    // Shorter than the copy first, then longer with another past.
    appendEvent(node.root, event({ message: "after" }));
    expect(fetchAll(node, copy, "VPS")).toEqual(["aside events.1.jsonl"]);
    expect(bytes(copy, "2026-11-29")).toEqual(bytes(node, "2026-11-29"));
    expect(readFileSync(path.join(copy.root, "2026-11-29/VPS/events.1.jsonl"))).toEqual(before);
    rmSync(path.join(node.root, "2026-11-29"), { recursive: true });
    for (let index = 0; index < 9; index++) appendEvent(node.root, event({ message: `third life ${index}` }));
    expect(fetchAll(node, copy, "VPS")).toEqual(["aside events.2.jsonl"]);
    expect(bytes(copy, "2026-11-29")).toEqual(bytes(node, "2026-11-29"));
  });

  it("refuses a piece that begins elsewhere than the copy ends", () => {
    using node = new Store();
    using copy = new Store();
    appendEvent(node.root, event());
    const [piece] = piecesAfter(node.root, "VPS", new Map()).pieces;
    if (piece === undefined) throw new Error("no piece");
    expect(writePiece(copy.root, "VPS", piece)).toBe("written");
    expect(writePiece(copy.root, "VPS", piece)).toBe("elsewhere");
    expect(bytes(copy, "2026-11-29")).toEqual(bytes(node, "2026-11-29"));
  });
});

describe("a cursor", () => {
  it("comes back as it was given out", () => {
    const sizes = new Map([
      ["2026-11-28", 100],
      ["2026-11-29", 5],
    ]);
    expect(parseCursor(formatCursor(sizes))).toEqual(sizes);
    expect(parseCursor("")).toEqual(new Map());
  });

  it("is nothing when somebody made it up", () => {
    for (const text of [
      "x",
      "../..",
      Buffer.from('{"v":1,"sizes":{"2026-11-29":-1}}').toString("base64url"),
      Buffer.from('{"v":2,"sizes":{}}').toString("base64url"),
      "A".repeat(20_000),
    ]) {
      expect(parseCursor(text)).toBeUndefined();
    }
  });
});

describe("retention", () => {
  const now = new Date("2026-12-31T12:00:00Z");
  const days = ["2026-09-01", "2026-11-15", "2026-11-16", "2026-12-30", "2026-12-31"].map((day) => ({ day, size: 10 }));
  const all = new Map(days.map(({ day }) => [day, 10]));

  it("removes what is older than 30 days and fetched by every reader", () => {
    expect(planRetention(days, [all, all], now)).toEqual({ remove: days.slice(0, 3), drop: [] });
  });

  it("keeps what a reader does not have all of, and drops it after 90 days with a report", () => {
    const behind = new Map([["2026-11-15", 9]]);
    expect(planRetention(days, [all, behind], now)).toEqual({ remove: [], drop: [days[0]] });
    expect(planRetention(days, [], now)).toEqual({ remove: [], drop: [days[0]] });
  });

  it("gives the oldest day up under pressure, and never today's", () => {
    const recent = days.slice(3);
    expect(planRetention(recent, [new Map()], now, { pressure: true })).toEqual({ remove: [], drop: [days[3]] });
    expect(planRetention(days.slice(4), [new Map()], now, { pressure: true })).toEqual({ remove: [], drop: [] });
  });
});
