import { describe, expect, it } from "vitest";
import { paint, wantsColour } from "../../../../cli/shared/terminal/colour.ts";

describe("colours", () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: "1" }, false],
    [true, { NO_COLOR: "" }, true],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [false, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
  ])("terminal %s with %j: %s", (isTTY, env, wanted) => {
    expect(wantsColour({ isTTY }, env)).toBe(wanted);
  });

  it("leave text unchanged when they are off", () => {
    expect(paint(false).red("x")).toBe("x");
    expect(paint(true).red("x")).toBe("\u001b[31mx\u001b[39m");
  });
});
