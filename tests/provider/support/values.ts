import * as fc from "fast-check";

import { unwrap } from "../../../provider/rpc/property-value.ts";
import type { PropertyMap, WireMap, WireValue } from "../../../provider/rpc/property-value.ts";
import { secret, SIGNATURE } from "./client.ts";

const keys = fc.oneof(
  fc.constantFrom("services", "outline", "mem_limit", "node-agent", "my.app", 'quo"te', "brack[et", "", "a b"),
  fc.string(),
);

const leaves = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true }).map((number) => (number === 0 ? 0 : number)),
  fc.string({ unit: "grapheme" }),
);

function trees(leaf: fc.Arbitrary<WireValue>, wrapped: boolean): fc.Arbitrary<WireValue> {
  return fc.letrec<{ tree: WireValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      ...(wrapped ? [tie("tree").map((value) => secret(value as never) as WireValue)] : []),
    ),
  })).tree;
}

const markers = fc.constantFrom<WireValue>(
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash: "ab", text: "hello" },
  { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", hash: "cd", assets: {} },
);

/** Whatever may come over the wire: JSON with secrets, unknowns and assets at any depth. */
export const wireValues: fc.Arbitrary<WireValue> = trees(fc.oneof(leaves, markers), true);

/** The properties of a resource, as they come over the wire. */
export const wireMaps: fc.Arbitrary<WireMap> = fc.dictionary(keys, wireValues, { noNullPrototype: true });

/** Properties in which everything is known: what a state holds. */
export const knownMaps: fc.Arbitrary<PropertyMap> = fc
  .dictionary(keys, trees(leaves, true), { noNullPrototype: true })
  .map((map) => unwrap(map) as PropertyMap);
