import { describe, expect, it } from "vitest";

import { parseDriftArguments } from "../../../cli/drift/arguments.ts";

describe("the arguments of drift", () => {
  it("are sites and options in any order", () => {
    expect(parseDriftArguments(["saturn", "--quick", "vps", "--html", "page.html", "--markdown=-"])).toEqual({
      sites: ["saturn", "vps"],
      quick: true,
      json: false,
      html: "page.html",
      markdown: "-",
    });
    expect(parseDriftArguments(["--help", "--json"])).toBeUndefined();
  });

  it("name the nearest option for a wrong one", () => {
    expect(() => parseDriftArguments(["--qiuck"])).toThrow(/^unknown option '--qiuck'; allowed: --quick, .*; did you mean "--quick"\?$/);
    expect(() => parseDriftArguments(["--html"])).toThrow(/--html/);
  });

  it("give stdout to one document only, and --here to a quick look only", () => {
    expect(() => parseDriftArguments(["--json", "--markdown", "-"])).toThrow(
      "only one of --json, --markdown - may go to stdout; fix: give the others a file",
    );
    expect(() => parseDriftArguments(["--here", "EDGE"])).toThrow(/fix: add --quick/);
  });
});
