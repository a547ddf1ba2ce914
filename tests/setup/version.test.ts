import { describe, expect, it } from "vitest";
import { fitsEngineRange, parseVersion, requiredModule } from "../../setup/version.ts";

describe("the version of the engine", () => {
  it.each(["v3.258.0", "3.258.0", "v3.258.1", "v3.300.0-dev.5", "v3.259.0+abc"])("takes %s", (version) => {
    expect(fitsEngineRange(version)).toBe(true);
  });

  it.each(["v3.257.9", "v4.0.0", "v2.999.0", "", "dev", "3.258", "v3.258.0.1"])("refuses %s", (version) => {
    expect(fitsEngineRange(version)).toBe(false);
  });

  it("reads major, minor and patch as numbers, so that 9 is older than 10", () => {
    expect(parseVersion("v3.10.9\n")).toEqual([3, 10, 9]);
  });
});

describe("the module that go.mod pins", () => {
  const goMod = "module x\n\nrequire github.com/a/b v1.2.3\nrequire (\n\tgithub.com/a/b/v2 v2.0.1 // indirect\n)\n";

  it("is found in a block and in a line of its own", () => {
    expect(requiredModule(goMod, "github.com/a/b")).toBe("1.2.3");
    expect(requiredModule(goMod, "github.com/a/b/v2")).toBe("2.0.1");
  });

  it("is missed with its name", () => {
    expect(() => requiredModule(goMod, "github.com/a/c")).toThrow("github.com/a/c");
  });
});
