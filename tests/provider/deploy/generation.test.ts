import { expect, test } from "vitest";

import { declaredGeneration, programOf } from "../../../provider/deploy/generation.ts";
import { repository } from "../../support/checkout.ts";

const old = { kind: "standalone", version: "1.29.2" } as const;
const plugin = { kind: "plugin", version: "2.40.3" } as const;
const five = { kind: "standalone", version: "v5.1.0" } as const;

test("the generation of a node is what its capabilities say today", async () => {
  expect(await declaredGeneration("CHELSTY-INFRA", repository)).toBe("v1");
  expect(await declaredGeneration("VPS", repository)).toBe("v2");
  expect(await declaredGeneration("NOBODY", repository)).toBeUndefined();
});

test("a node's Compose of the declared generation is taken, the plugin first, and never another one", () => {
  expect(programOf("v1", [plugin, old])).toBe(old);
  expect(programOf("v2", [five, old, plugin])).toBe(plugin);
  expect(programOf("v2", [old, five])).toBe(five);
  expect(programOf("v2", [old])).toBeUndefined();
  expect(programOf("v1", [plugin])).toBeUndefined();
  expect(programOf(undefined, [old])).toBe(old);
});
