import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "../../compose/problem.ts";
import { ExpectedError, runCommand } from "../../setup/expected.ts";

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function stderrOf(main: () => Promise<number>): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  await runCommand(main);
  return written.join("");
}

describe("a command that fails", () => {
  it.each([
    ["as expected", () => Promise.reject(new ExpectedError("Go is missing")), "Go is missing\n"],
    ["because of the data", () => Promise.reject(new ProblemError([{ path: "a", message: "is wrong" }])), "a: is wrong\n1 problem\n"],
    ["because of the machine", () => readFile("/no/such/file").then(() => 0), "ENOENT: no such file or directory, open '/no/such/file'\n"],
  ])("%s says so without a stack trace, and ends with 1", async (_, main, says) => {
    expect(await stderrOf(main)).toBe(says);
    expect(process.exitCode).toBe(1);
  });

  it("because of a defect keeps its stack trace", async () => {
    await expect(runCommand(() => Promise.reject(new TypeError("defect")))).rejects.toThrow("defect");
  });

  it("by its own account ends with its own code", async () => {
    expect(await stderrOf(() => Promise.resolve(7))).toBe("");
    expect(process.exitCode).toBe(7);
  });
});
