import { expect, test } from "vitest";

import { withDefaults } from "../../../provider/shape/defaults.ts";
import { map, object, optional, required, text } from "../../../provider/shape/shape.ts";
import { Secret, Unknown } from "../../../provider/rpc/property-value.ts";

const shape = object({
  root: optional("The root.", text("text"), "/opt/homelab"),
  note: optional("A note.", text("text")),
  folders: required("The folders.", map(object({ mode: optional("The mode.", text("text"), "0755") }))),
});

test("what is missing is filled in as deep as the shape goes, and what is there stays", () => {
  expect(withDefaults({ folders: { data: {}, logs: { mode: "0700" } } }, shape)).toEqual({
    root: "/opt/homelab",
    folders: { data: { mode: "0755" }, logs: { mode: "0700" } },
  });
});

test("null asks for the default where there is one, and is data where there is none", () => {
  expect(withDefaults({ root: null, note: null, folders: {} }, shape)).toEqual({ root: "/opt/homelab", note: null, folders: {} });
});

test("secrets and unknowns stay what they are, filled in on the inside", () => {
  const unknown = new Unknown();
  expect(withDefaults({ root: unknown, folders: new Secret({ data: {}, logs: unknown }) }, shape)).toEqual({
    root: unknown,
    folders: new Secret({ data: { mode: "0755" }, logs: unknown }),
  });
});

test("a value of the wrong type is passed on for the check to refuse", () => {
  expect(withDefaults({ folders: ["data"] }, shape)).toEqual({ root: "/opt/homelab", folders: ["data"] });
});
