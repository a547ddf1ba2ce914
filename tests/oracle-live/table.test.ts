import { describe, expect, test } from "vitest";

import { attributes, covered } from "./support/covered.ts";
import { topics } from "./table/index.ts";
import { reasonAgainst, UNCREATABLE } from "./uncreatable.ts";

/** The sections themselves, which a document has by having anything in them. */
const SECTIONS = ["services", "networks", "volumes", "secrets", "configs"];

describe("the table of the oracle for the live read", () => {
  const used = covered(topics);

  test("has every attribute of the schema, or says why this machine cannot create it", () => {
    expect(
      attributes.filter((attribute) => !SECTIONS.includes(attribute) && !used.has(attribute) && reasonAgainst(attribute) === undefined),
    ).toEqual([]);
  });

  test("calls nothing impossible that it creates, and names only attributes that there are", () => {
    expect([...used.keys()].filter((attribute) => reasonAgainst(attribute) !== undefined)).toEqual([]);
    expect(Object.keys(UNCREATABLE).filter((attribute) => !attributes.includes(attribute))).toEqual([]);
  });

  test("gives every spelling another name", () => {
    const names = Object.values(topics).flatMap((topic) => Object.keys(topic));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
