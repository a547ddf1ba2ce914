import { describe, expect, it } from "vitest";
import { chooseSites } from "../../../cli/preview/sites.ts";

const sites = ["chelsty", "saturn", "vps"];

describe("the sites a person names", () => {
  it.each([
    [[], ["vps"]],
    [["saturn"], ["saturn"]],
    [["saturn", "saturn"], ["saturn"]],
    [
      ["vps", "chelsty"],
      ["vps", "chelsty"],
    ],
    [["all"], sites],
    [["vps", "all"], sites],
  ])("%j are %j", (names, chosen) => {
    expect(chooseSites(names, sites, ["vps"])).toEqual(chosen);
  });

  it("are refused all at once, with the allowed ones and the nearest", () => {
    expect(() => chooseSites(["satrun", "mars"], sites, [])).toThrow(
      'unknown site "satrun"; allowed: chelsty, saturn, vps, all; did you mean "saturn"?\nunknown site "mars"; allowed: chelsty, saturn, vps, all',
    );
  });
});
