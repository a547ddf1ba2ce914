import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { unwrapMap, wrapMap } from "./property-value.ts";
import type { PropertyMap } from "./property-value.ts";

/** The properties in a message; one that has none has no properties. */
export function propertiesOf(struct: structs.Struct | undefined): PropertyMap {
  return unwrapMap(struct?.toJavaScript() ?? {});
}

/** Properties as they stand in a message. */
export function structOf(properties: PropertyMap): structs.Struct {
  return structs.Struct.fromJavaScript(wrapMap(properties));
}
