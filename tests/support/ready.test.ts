import { describe, expect, it, vi } from "vitest";
import { makeReady } from "./ready.ts";

describe("what tests need beside npm", () => {
  it("is made ready for the chosen tests only; a part that cannot be had is named and stops no other", async () => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const made: string[] = [];
    const make = (name: string) => () => Promise.resolve(made.push(name));
    await makeReady(
      ["/checkout/tests/e2e/drift.test.ts"],
      [
        { name: "an engine", files: /\/e2e\//, make: () => Promise.reject(new Error("only root may install it")) },
        { name: "a browser", files: /\/e2e\/drift/, make: make("browser") },
        { name: "a linter", files: /\/components\//, make: make("linter") },
      ],
    );
    expect(made).toEqual(["browser"]);
    expect(said.mock.calls.flat().join("")).toBe("an engine cannot be made ready: only root may install it\n");
    said.mockRestore();
  });
});
