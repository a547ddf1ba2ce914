import { unwrapMap, wrapMap } from "./property-value.ts";
import type { PropertyMap } from "./property-value.ts";
import { ProtobufReader, ProtobufWriter } from "./protobuf.ts";
import { readStruct, writeStruct } from "./struct.ts";

/** How a field is written: its number in the .proto file and its type. `texts` and `messages` are repeated. */
export type FieldSpec =
  | readonly [number: number, type: "text" | "flag" | "integer" | "properties" | "texts"]
  | readonly [number: number, type: "messages", of: MessageSpec];

/** A message of the protocol, as far as we read or write it: its fields by their names. */
export type MessageSpec = Readonly<Record<string, FieldSpec>>;

interface FieldTypes {
  text: string;
  flag: boolean;
  integer: number;
  properties: PropertyMap;
  texts: readonly string[];
}

/** The message as an object. What is left out of the bytes has the type's empty value, as everywhere in proto3. */
export type Message<Spec extends MessageSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends readonly [number, infer Type extends keyof FieldTypes]
    ? FieldTypes[Type]
    : Spec[Name] extends readonly [number, "messages", infer Of extends MessageSpec]
      ? readonly Message<Of>[]
      : never;
};

/** Reads a message; fields that the specification does not name are passed over. */
export function decode<Spec extends MessageSpec>(bytes: Buffer, spec: Spec): Message<Spec> {
  return read(new ProtobufReader(bytes), spec) as Message<Spec>;
}

function read(reader: ProtobufReader, spec: MessageSpec): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  const names = new Map<number, string>();
  for (const [name, [number, type]] of Object.entries(spec)) {
    names.set(number, name);
    message[name] = type === "text" ? "" : type === "flag" ? false : type === "integer" ? 0 : type === "properties" ? {} : [];
  }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    const name = names.get(field);
    const of = name === undefined ? undefined : spec[name];
    if (name === undefined || of === undefined) reader.skip();
    else if (of[1] === "text") message[name] = reader.text();
    else if (of[1] === "flag") message[name] = reader.flag();
    else if (of[1] === "integer") message[name] = reader.integer();
    else if (of[1] === "properties") message[name] = unwrapMap(readStruct(reader.message()));
    else if (of[1] === "messages") (message[name] as object[]).push(read(reader.message(), of[2]));
    else (message[name] as string[]).push(reader.text());
  }
  return message;
}

/** Writes a message; a field that is left out has the type's empty value. */
export function encode<Spec extends MessageSpec>(spec: Spec, message: Partial<Message<Spec>>): Buffer {
  const writer = new ProtobufWriter();
  write(writer, spec, message);
  return writer.finish();
}

function write(writer: ProtobufWriter, spec: MessageSpec, message: Readonly<Record<string, unknown>>): void {
  let properties: { readonly of: unknown; readonly bytes: Buffer } | undefined;
  for (const [name, field] of Object.entries(spec).reverse()) {
    const value = message[name];
    if (value === undefined) continue;
    const number = field[0];
    if (field[1] === "text") writer.text(number, value as string);
    else if (field[1] === "flag") writer.flag(number, value as boolean);
    else if (field[1] === "integer") writer.integer(number, value as number);
    else if (field[1] === "properties") {
      const before = writer.length;
      // What a resource is and what it was asked to be are often one and the same.
      if (properties?.of === value) writer.bytes(properties.bytes);
      else writeStruct(writer, wrapMap(value as PropertyMap));
      properties = { of: value, bytes: writer.since(before) };
      writer.wrapMessage(number, before);
    } else if (field[1] === "messages") {
      for (const item of (value as readonly Readonly<Record<string, unknown>>[]).toReversed()) {
        const before = writer.length;
        write(writer, field[2], item);
        writer.wrapMessage(number, before);
      }
    } else {
      for (const text of (value as readonly string[]).toReversed()) writer.text(number, text);
    }
  }
}
