import { expect, test } from "vitest";

import { decode, encode } from "../../../provider/rpc/message.ts";
import { pb, struct } from "../support/client.ts";

const reader = { urn: [1, "text"], preview: [4, "flag"], properties: [2, "properties"] } as const;

test("fields that nobody asked for are passed over, whatever their wire type", () => {
  const request = new pb.CreateRequest();
  request.setUrn("urn:x");
  request.setTimeout(2.5);
  request.setPreview(true);
  request.setResourceStatusToken("token");
  request.setProperties(struct({ node: "VPS" }));
  expect(decode(Buffer.from(request.serializeBinary()), reader)).toEqual({
    urn: "urn:x",
    preview: true,
    properties: { node: "VPS" },
  });
});

test("fields that are missing have the empty value of their type", () => {
  expect(decode(Buffer.alloc(0), { ...reader, list: [5, "texts"], count: [6, "integer"] } as const)).toEqual({
    urn: "",
    preview: false,
    properties: {},
    list: [],
    count: 0,
  });
});

test("repeated fields and numbers of several bytes keep their order and value", () => {
  const spec = { names: [1, "texts"], count: [2, "integer"], parts: [3, "messages", { key: [1, "text"] }] } as const;
  const message = { names: ["b", "a"], count: 5_000_000_000, parts: [{ key: "one" }, { key: "two" }] };
  expect(decode(encode(spec, message), spec)).toEqual(message);
});

test("a wire type that does not exist is refused", () => {
  expect(() => decode(Buffer.from([0x4f]), reader)).toThrow(/wire type 7/);
});
