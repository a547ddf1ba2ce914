import { describe, expect, it } from "vitest";
import { relaySignals } from "../../../cli/pulumi/signals.ts";

/** A process that only remembers what it was sent. */
function recorder() {
  const sent: string[] = [];
  return { sent, kill: (signal?: NodeJS.Signals | number) => sent.push(String(signal)) > 0 };
}

describe("signals on their way to the engine", () => {
  it("reach it once, though npm, the shell and the start each pass them on", () => {
    const child = recorder();
    const stop = relaySignals(child, false);
    for (let copies = 0; copies < 3; copies++) process.emit("SIGINT", "SIGINT");
    stop();
    expect(child.sent).toEqual(["SIGINT"]);
  });

  it("do not reach it twice in a terminal, which sends Ctrl-C to the whole group", () => {
    const child = recorder();
    let told = 0;
    const stop = relaySignals(child, true, () => told++);
    process.emit("SIGINT", "SIGINT");
    process.emit("SIGTERM", "SIGTERM");
    stop();
    expect(child.sent).toEqual(["SIGTERM"]);
    expect(told).toBe(2);
  });

  it("end this process again once the engine is gone", () => {
    const before = process.listenerCount("SIGINT");
    relaySignals(recorder(), false)();
    expect(process.listenerCount("SIGINT")).toBe(before);
  });
});
