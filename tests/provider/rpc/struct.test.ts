import { createRequire } from "node:module";

import * as fc from "fast-check";
import type * as StructPb from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";

import { ProtobufReader, ProtobufWriter } from "../../../provider/rpc/protobuf.ts";
import type { WireMap } from "../../../provider/rpc/property-value.ts";
import { readStruct, writeStruct } from "../../../provider/rpc/struct.ts";
import { wireMaps } from "../support/values.ts";

const require = createRequire(import.meta.url);
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as typeof StructPb;

/** google-protobuf's own JavaScript loses a key named __proto__; the engine and we do not. */
const oracleMaps = wireMaps.filter((map) => !JSON.stringify(map).includes('"__proto__"'));

function write(map: WireMap): Buffer {
  const writer = new ProtobufWriter();
  writeStruct(writer, map);
  return writer.finish();
}

test("a struct that google-protobuf wrote is read as it was meant", () => {
  fc.assert(
    fc.property(oracleMaps, (map) => {
      const bytes = Struct.fromJavaScript(map).serializeBinary();
      expect(readStruct(new ProtobufReader(Buffer.from(bytes)))).toEqual(map);
    }),
  );
});

test("a struct that we write is read by google-protobuf as it was meant", () => {
  fc.assert(
    fc.property(oracleMaps, (map) => {
      expect(Struct.deserializeBinary(write(map)).toJavaScript()).toEqual(map);
    }),
  );
});

test("keys and list entries keep their order", () => {
  const map = { zebra: [3, 1, 2], apple: { second: 2, first: 1 } };
  expect(JSON.stringify(readStruct(new ProtobufReader(write(map))))).toBe(JSON.stringify(map));
});

test("a struct larger than the first buffer is written whole", () => {
  const map = { document: { text: "ü".repeat(300_000), list: Array.from({ length: 5000 }, (_, index) => `item ${index}`) } };
  expect(readStruct(new ProtobufReader(write(map)))).toEqual(map);
});

test("a key named __proto__ is data", () => {
  const map = JSON.parse('{"__proto__":{"a":1}}') as WireMap;
  expect(JSON.stringify(readStruct(new ProtobufReader(write(map))))).toBe('{"__proto__":{"a":1}}');
});

test("bytes that end in the middle of a field are refused", () => {
  const bytes = write({ name: "outline" });
  expect(() => readStruct(new ProtobufReader(bytes.subarray(0, bytes.length - 2)))).toThrow(/ends in the middle/);
});
