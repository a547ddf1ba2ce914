import { describe, expect, it } from "vitest";
import { suggest } from "../../src/model/suggest.ts";

describe("a proposal for a misspelt word", () => {
  const keys = ["mem_limit", "memswap_limit", "ports", "volumes", "restart"];
  it.each([
    ["mem_limt", "mem_limit"],
    ["memlimit", "mem_limit"],
    ["prots", "ports"],
    ["Volumes", "volumes"],
    ["restat", "restart"],
  ])("for %s is %s", (word, meant) => {
    expect(suggest(word, keys)).toBe(meant);
  });

  it("is left out when nothing is near enough to be meant", () => {
    expect(suggest("healthcheck", keys)).toBeUndefined();
    expect(suggest("x".repeat(1_000_000), keys)).toBeUndefined();
  });
});
