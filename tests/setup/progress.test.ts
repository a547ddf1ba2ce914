import { describe, expect, it } from "vitest";
import { formatSeconds, startProgress, terminalWidth } from "../../setup/progress.ts";

function stream(isTTY: boolean, columns = 80) {
  let text = "";
  return { isTTY, columns, write: (more: string) => (text += more), written: () => text };
}

describe("progress", () => {
  it("is one line that is drawn again in a terminal", () => {
    let now = 0;
    const out = stream(true);
    const progress = startProgress("Building", out, () => now);
    now = 63_000;
    progress.update("7 of 9 packages");
    progress.end("done");
    expect(out.written()).toBe(
      "\r\u001b[KBuilding, 0 s\r\u001b[KBuilding: 7 of 9 packages, 1 min 03 s\r\u001b[KBuilding: done, 1 min 03 s\n",
    );
  });

  it("is a line at the start and one at the end in a log", () => {
    const out = stream(false);
    const progress = startProgress("Building", out, () => 0);
    progress.update("1 of 9 packages");
    progress.end("done");
    expect(out.written()).toBe("Building …\nBuilding: done, 0 s\n");
  });

  it("never wraps in a narrow terminal, where the drawn line could not be removed", () => {
    const out = stream(true, 20);
    startProgress("A title that is longer than the terminal", out, () => 0).clear();
    expect(out.written()).toBe("\r\u001b[KA title that is lo…\r\u001b[K");
  });

  it("takes 80 columns where a terminal does not know its width", () => {
    expect([{}, { columns: 0 }, { columns: 120 }].map(terminalWidth)).toEqual([80, 80, 120]);
  });

  it("counts minutes", () => {
    expect([0, 59.9, 60, 125].map(formatSeconds)).toEqual(["0 s", "59 s", "1 min 00 s", "2 min 05 s"]);
  });
});
