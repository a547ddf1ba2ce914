import { describe, expect, it } from "vitest";

import { COMPOSE } from "../../../compose/schema/compose.ts";
import type { Shape } from "../../../compose/schema/shape.ts";
import { attributes, parts } from "../../../src/rules/powers/table/index.ts";

/** Every attribute that the schema of the specification knows, by its place, at every level. */
function attributesOf(shape: Shape, place = ""): string[] {
  const found: string[] = [];
  for (const [key, child] of shape.map?.keys ?? []) {
    const at = place === "" ? key : `${place}.${key}`;
    found.push(at, ...attributesOf(child, at));
  }
  if (shape.map?.names !== undefined) found.push(...attributesOf(shape.map.names.shape, `${place}.*`));
  if (shape.list !== undefined) found.push(...attributesOf(shape.list.items, `${place}[]`));
  return found;
}

describe("the table of Compose attributes", () => {
  const schema = attributesOf(COMPOSE);

  it("lists every attribute of the specification at every level", () => {
    expect(schema.length).toBeGreaterThan(250);
    expect(schema.filter((one) => !Object.hasOwn(attributes, one))).toEqual([]);
  });

  it("lists nothing that the specification does not have", () => {
    const known = new Set([...schema, "x-*"]);
    expect(Object.keys(attributes).filter((one) => !known.has(one))).toEqual([]);
  });

  it("lists each attribute once", () => {
    const names = parts.flatMap((part) => Object.keys(part));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("says of each power which values are meant, and of what is not used why", () => {
    for (const [name, entry] of Object.entries(attributes)) {
      if (entry.kind === "power") {
        expect(entry.note, name).not.toBe("");
        expect(entry.judge ?? entry.paths, name).toBeDefined();
      }
      if (entry.kind === "not used") expect([entry.reason, entry.fix], name).not.toContain("");
    }
  });
});
