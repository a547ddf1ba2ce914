import { expect, test } from "vitest";
import { z } from "zod";

import { withDefaults } from "../../../provider/inputs/defaults.ts";
import { text } from "../../../provider/inputs/types.ts";
import { Secret, Unknown } from "../../../provider/rpc/property-value.ts";

const schema = z.strictObject({
  root: text().nullable().default("/opt/homelab"),
  note: text().nullish(),
  folders: z.record(z.string(), z.strictObject({ mode: text().nullable().default("0755") })),
});

test("what is missing is filled in as deep as the schema looks, and what is there stays", () => {
  expect(withDefaults({ folders: { data: {}, logs: { mode: "0700" } } }, schema)).toEqual({
    root: "/opt/homelab",
    folders: { data: { mode: "0755" }, logs: { mode: "0700" } },
  });
});

test("null asks for the default where there is one, and is data where there is none", () => {
  expect(withDefaults({ root: null, note: null, folders: {} }, schema)).toEqual({ root: "/opt/homelab", note: null, folders: {} });
});

test("secrets and unknowns stay what they are, filled in on the inside", () => {
  const unknown = new Unknown();
  expect(withDefaults({ root: unknown, folders: new Secret({ data: {}, logs: unknown }) }, schema)).toEqual({
    root: unknown,
    folders: new Secret({ data: { mode: "0755" }, logs: unknown }),
  });
});

test("a value of the wrong type is passed on for the check to refuse", () => {
  expect(withDefaults({ folders: ["data"] }, schema)).toEqual({ root: "/opt/homelab", folders: ["data"] });
});
