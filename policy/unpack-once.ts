import { createRequire } from "node:module";

type Unpack = (properties: object, proxySecrets: boolean) => object;

/**
 * Makes the SDK unpack the properties of a resource once, not once for every policy: with thirty policies that was most of
 * what the pack did. The policies only read what they are given. Has to run before the pack is served.
 */
export function unpackOnce(): void {
  const sdk = createRequire(import.meta.url)("@pulumi/policy/deserialize.js") as { deserializeProperties: Unpack };
  const unpack = sdk.deserializeProperties;
  const known = new WeakMap<object, object>();
  sdk.deserializeProperties = (properties, proxySecrets) => {
    if (proxySecrets) return unpack(properties, proxySecrets);
    const before = known.get(properties);
    if (before !== undefined) return before;
    const unpacked = unpack(properties, proxySecrets);
    known.set(properties, unpacked);
    return unpacked;
  };
}
