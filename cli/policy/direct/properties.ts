import { isList, isMap, Marked, put, Secret, SIGNATURE, Unknown, unwrapMap, wrapMap } from "../../../provider/rpc/property-value.ts";
import type { PropertyMap, PropertyValue, WireMap } from "../../../provider/rpc/property-value.ts";
import { Struct } from "./sdk.ts";

type ProtoStruct = InstanceType<typeof Struct>;

/** The marker of a reference to a resource; fixed by the protocol. */
const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** Properties as the SDK sends them. */
export function fromStruct(struct: ProtoStruct | undefined): PropertyMap {
  return unwrapMap(struct?.toJavaScript() ?? {});
}

/** Properties as the protocol carries them. */
export function toStruct(properties: PropertyMap): ProtoStruct {
  return Struct.fromJavaScript(wrapMap(properties));
}

/**
 * Properties as a plugin is shown them: without what the SDK keeps for itself (`__…`), and with the id of a resource, or its URN,
 * in the place of a reference to it.
 */
export function forPlugins(properties: PropertyMap): PropertyMap {
  const shown: Record<string, PropertyValue> = {};
  for (const [key, value] of Object.entries(properties)) if (!key.startsWith("__")) put(shown, key, plain(value));
  return shown;
}

function plain(value: PropertyValue): PropertyValue {
  if (isList(value)) return value.map(plain);
  if (value instanceof Secret) return new Secret(plain(value.value));
  if (value instanceof Marked) return value.wire[SIGNATURE] === REFERENCE ? referenced(value.wire) : value;
  return isMap(value) ? forPlugins(value) : value;
}

/** Only what has a provider has an id, and in a preview from nothing no id is known. */
function referenced({ id, urn }: WireMap): PropertyValue {
  if (id === undefined) return typeof urn === "string" ? urn : "";
  return typeof id === "string" && id !== "" ? id : new Unknown();
}
