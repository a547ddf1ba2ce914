import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { bare, isMap, Marked, Secret, Unknown, unwrap, wrap } from "../../../provider/rpc/property-value.ts";
import type { WireValue } from "../../../provider/rpc/property-value.ts";
import { secret, SIGNATURE, UNKNOWN } from "../support/client.ts";
import { wireValues } from "../support/values.ts";

describe("values from the wire", () => {
  test("come back as they were after unwrapping and wrapping", () => {
    fc.assert(
      fc.property(wireValues, (value) => {
        expect(wrap(unwrap(value))).toEqual(value);
      }),
    );
  });

  test("hold secrets as objects that keep their value", () => {
    const value = unwrap(secret({ password: "hunter2" }));
    expect(value).toBeInstanceOf(Secret);
    expect(bare(value)).toEqual({ password: "hunter2" });
  });

  test("are unknown whatever the type of the marker, and keep that type", () => {
    const marker = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
    expect(unwrap(UNKNOWN)).toBeInstanceOf(Unknown);
    expect(unwrap(marker)).toBeInstanceOf(Unknown);
    expect(wrap(unwrap(marker))).toBe(marker);
  });

  test("that are outputs become what they hold", () => {
    const output = { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4" };
    expect(unwrap({ ...output, value: 5 })).toBe(5);
    expect(unwrap({ ...output })).toBeInstanceOf(Unknown);
    expect(unwrap({ ...output, value: "x", secret: true })).toEqual(new Secret("x"));
  });

  test("that are assets pass through untouched and are no plain objects", () => {
    const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash: "ab", text: "hello" };
    const value = unwrap(asset);
    expect(value).toBeInstanceOf(Marked);
    expect(isMap(value)).toBe(false);
    expect(wrap(value)).toEqual(asset);
  });

  test("keep a key named __proto__ as data", () => {
    const wire = JSON.parse('{"__proto__": {"polluted": true}}') as WireValue;
    const value = unwrap(wire);
    expect(JSON.stringify(wrap(value))).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
