import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { differences } from "../../../provider/rpc/difference.ts";
import type { Change } from "../../../provider/rpc/difference.ts";
import { bare, isList, isMap, put, Secret, unwrap } from "../../../provider/rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../../../provider/rpc/property-value.ts";
import { SIGNATURE, UNKNOWN } from "../support/client.ts";
import { knownMaps } from "../support/values.ts";

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** A copy without secret wrappings, to be changed. */
function copy(value: PropertyValue): Tree {
  const inner = bare(value);
  if (isList(inner)) return inner.map(copy);
  if (!isMap(inner)) return inner as Tree;
  const map: Record<string, Tree> = {};
  for (const [key, item] of Object.entries(inner)) put(map, key, copy(item));
  return map;
}

function at(value: PropertyValue, path: Change["path"]): PropertyValue {
  return path.reduce<PropertyValue>((from, step) => {
    const inner = bare(from);
    return (inner as Record<string | number, PropertyValue>)[step] ?? null;
  }, value);
}

/** Does to `before` what the changes say, values taken from `after`; deletions from the end, so that indexes stay true. */
function replay(before: PropertyMap, after: PropertyMap, changes: readonly Change[]): Tree {
  const result = copy(before);
  for (const { path, kind } of [...changes.filter((c) => c.kind !== "delete"), ...changes.filter((c) => c.kind === "delete").reverse()]) {
    const parent = path.slice(0, -1).reduce<Tree>((from, step) => (from as Record<string | number, Tree>)[step] ?? null, result);
    const last = path.at(-1) ?? "";
    if (kind !== "delete") put(parent as Record<string, Tree>, String(last), copy(at(after, path)));
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent as object, last);
  }
  return result;
}

describe("the differences between two sets of properties", () => {
  test("are none between a set and itself", () => {
    fc.assert(
      fc.property(knownMaps, (map) => {
        expect(differences(map, map)).toEqual([]);
      }),
    );
  });

  test("turn the one into the other when they are carried out", () => {
    fc.assert(
      fc.property(knownMaps, knownMaps, (before, after) => {
        expect(replay(before, after, differences(before, after))).toEqual(copy(after));
      }),
    );
  });

  test("lead to the attribute that changed", () => {
    const before = { document: { services: { outline: { mem_limit: "512m", ports: ["80:80", "81:81"] } } } };
    const after = { document: { services: { outline: { mem_limit: "768m", ports: ["80:80"], restart: "no" } } } };
    expect(differences(before, after)).toEqual([
      { path: ["document", "services", "outline", "mem_limit"], kind: "update" },
      { path: ["document", "services", "outline", "ports", 1], kind: "delete" },
      { path: ["document", "services", "outline", "restart"], kind: "add" },
    ]);
  });

  test("do not include that a value became a secret", () => {
    expect(differences({ token: "x" }, { token: new Secret("x") })).toEqual([]);
    expect(differences({ token: "x" }, { token: new Secret("y") })).toHaveLength(1);
  });

  test("tell a key that holds null from one that is not there", () => {
    expect(differences({ environment: { TOKEN: null } }, { environment: {} })).toEqual([
      { path: ["environment", "TOKEN"], kind: "delete" },
    ]);
  });

  test("include every value that is not known yet", () => {
    expect(differences({ node: "VPS" }, { node: unwrap(UNKNOWN) })).toEqual([{ path: ["node"], kind: "update" }]);
  });

  test("look at the hash of an asset, since its content does not travel", () => {
    const asset = (hash: string, text: string) => unwrap({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", hash, text });
    expect(differences({ it: asset("ab", "") }, { it: asset("ab", "text") })).toEqual([]);
    expect(differences({ it: asset("ab", "") }, { it: asset("cd", "") })).toEqual([{ path: ["it"], kind: "update" }]);
  });

  test("compare references to resources by what they refer to", () => {
    const reference = (urn: string) => unwrap({ [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn });
    expect(differences({ it: reference("a") }, { it: reference("a") })).toEqual([]);
    expect(differences({ it: reference("a") }, { it: reference("b") })).toHaveLength(1);
  });
});
