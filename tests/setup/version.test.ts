import { describe, expect, it } from "vitest";
import { fitsEngineRange, requiredModule } from "../../setup/version.ts";

describe("the version of the engine", () => {
  it.each(["v3.258.0", "3.258.0", "v3.258.1", "v3.300.0-dev.5", "v3.259.0+abc", "v3.1000.0\n"])("takes %s", (version) => {
    expect(fitsEngineRange(version)).toBe(true);
  });

  it.each(["v3.257.9", "v3.99.0", "v4.0.0", "v4.0.0-rc.1", "v2.999.0", "", "dev", "3.258", "v3.258.0.1"])("refuses %s", (version) => {
    expect(fitsEngineRange(version)).toBe(false);
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
