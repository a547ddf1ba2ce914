import type { ProtobufReader, ProtobufWriter } from "./protobuf.ts";
import { isList, put } from "./property-value.ts";
import type { WireMap, WireValue } from "./property-value.ts";

// The field numbers of google.protobuf.Struct, its entries, Value and ListValue.
const FIELDS = 1;
const KEY = 1;
const ENTRY_VALUE = 2;
const NULL = 1;
const NUMBER = 2;
const TEXT = 3;
const FLAG = 4;
const STRUCT = 5;
const LIST = 6;
const VALUES = 1;

/** Reads a `google.protobuf.Struct`. */
export function readStruct(reader: ProtobufReader): WireMap {
  const map: Record<string, WireValue> = {};
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field !== FIELDS) {
      reader.skip();
      continue;
    }
    const entry = reader.message();
    let key = "";
    let value: WireValue = null;
    for (let part = entry.next(); part !== 0; part = entry.next()) {
      if (part === KEY) key = entry.text();
      else if (part === ENTRY_VALUE) value = readValue(entry.message());
      else entry.skip();
    }
    put(map, key, value);
  }
  return map;
}

function readValue(reader: ProtobufReader): WireValue {
  let value: WireValue = null;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === NUMBER) value = reader.double();
    else if (field === TEXT) value = reader.text();
    else if (field === FLAG) value = reader.flag();
    else if (field === STRUCT) value = readStruct(reader.message());
    else if (field === LIST) value = readList(reader.message());
    else reader.skip();
  }
  return value;
}

function readList(reader: ProtobufReader): WireValue[] {
  const list: WireValue[] = [];
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === VALUES) list.push(readValue(reader.message()));
    else reader.skip();
  }
  return list;
}

/** Writes the content of a `google.protobuf.Struct`, without a head. */
export function writeStruct(writer: ProtobufWriter, map: WireMap): void {
  for (const key of Object.keys(map).reverse()) {
    const entry = writer.length;
    const value = writer.length;
    writeValue(writer, map[key] as WireValue);
    writer.wrapMessage(ENTRY_VALUE, value);
    writer.text(KEY, key);
    writer.wrapMessage(FIELDS, entry);
  }
}

function writeValue(writer: ProtobufWriter, value: WireValue): void {
  if (value === null) writer.integer(NULL, 0);
  else if (typeof value === "number") writer.double(NUMBER, value);
  else if (typeof value === "string") writer.text(TEXT, value);
  else if (typeof value === "boolean") writer.flag(FLAG, value);
  else {
    const before = writer.length;
    if (isList(value)) {
      for (let index = value.length - 1; index >= 0; index--) {
        const item = writer.length;
        writeValue(writer, value[index] as WireValue);
        writer.wrapMessage(VALUES, item);
      }
      writer.wrapMessage(LIST, before);
    } else {
      writeStruct(writer, value);
      writer.wrapMessage(STRUCT, before);
    }
  }
}
