import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { asMessage, dayFiles, eventTypes, readDay, readStore } from "../../../agents/events/index.ts";
import { Store } from "./support.ts";

function put(store: Store, text: string | Buffer, day = "2026-11-29", node = "VPS"): void {
  mkdirSync(path.dirname(store.file(day, node)), { recursive: true });
  writeFileSync(store.file(day, node), text);
}

const line = (message: string, rest: object = {}) =>
  `${JSON.stringify({ timestamp: "2026-11-29T12:00:00Z", type: "x", node: "VPS", message, ...rest })}\n`;

describe("reading a store", () => {
  it("names every event by node, day and position, whoever wrote it", () => {
    using store = new Store();
    put(store, line("one") + line("two"));
    expect([...readStore(store.root)].map(({ at }) => at)).toEqual([
      { node: "VPS", day: "2026-11-29", offset: 0 },
      { node: "VPS", day: "2026-11-29", offset: line("one").length },
    ]);
  });

  it("takes the lines of the deployment's runner, types and fields that it does not know", () => {
    using store = new Store();
    put(store, line("from the future", { type: "star_exploded", brightness: 9, v: 7 }));
    const [only] = [...readStore(store.root)];
    expect(only).toMatchObject({ event: { type: "star_exploded", brightness: 9, service: "", severity: "warning" } });
    expect(Object.hasOwn(eventTypes, "star_exploded")).toBe(false);
  });

  it("passes on what is no event with the reason, and goes on", () => {
    using store = new Store();
    put(store, `${line("one")}half a li\n[1,2]\n{"type":"x"}\n\n${"y".repeat(20_000)}\n${line("two")}`);
    expect([...readStore(store.root)].map((found) => ("event" in found ? found.event.message : found.unreadable))).toEqual([
      "one",
      "no JSON",
      "no event: ",
      "no event: timestamp, node",
      "longer than 16384 bytes",
      "two",
    ]);
  });

  it("waits for the end of a line that is still being written", () => {
    using store = new Store();
    put(store, line("one") + line("two").slice(0, -1));
    expect([...readStore(store.root)]).toHaveLength(1);
    appendFileSync(store.file("2026-11-29", "VPS"), "\n");
    expect([...readStore(store.root)]).toHaveLength(2);
  });

  it("goes on where it stopped, wherever the file is cut into parts", () => {
    using store = new Store();
    const text = Array.from({ length: 3000 }, (_, index) => line(`event ${index} ${"ü".repeat(index % 200)}`)).join("");
    put(store, text);
    const [file] = dayFiles(store.root);
    if (file === undefined) throw new Error("no file");
    const all = [...readDay(file)];
    expect(all).toHaveLength(3000);
    const middle = all[1500]?.at.offset ?? 0;
    expect([...readDay(file, middle)]).toEqual(all.slice(1500));
  });

  it("passes over files and folders that are not the store's", () => {
    using store = new Store();
    put(store, line("one"));
    mkdirSync(path.join(store.root, "lost+found"));
    writeFileSync(path.join(store.root, "2026-11-30"), "a file where a day should be");
    mkdirSync(path.join(store.root, "2026-11-29", "vps"));
    expect([...readStore(store.root)]).toHaveLength(1);
  });

  it("finds nothing in a store that is not there yet", () => {
    expect([...readStore("/nonexistent/events")]).toEqual([]);
  });
});

describe("a message", () => {
  it("is cut at 700 bytes on a character's boundary, without control or invisible characters", () => {
    expect(asMessage("a\u001b[31m\nb\u202ec")).toBe("a [31m b c");
    const long = asMessage("ü".repeat(600));
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(700);
    expect(long.endsWith("ü…")).toBe(true);
  });
});
