import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Dockerd } from "../support/dockerd.ts";
import { bringUp, differencesOf, oracleNode } from "./support/bring-up.ts";
import { attributesOf } from "./support/covered.ts";
import type { Run } from "./support/spelling.ts";
import { topics } from "./table/index.ts";

const RUNS: readonly Run[] = ["debian v1", "debian v2", "current v5"];

const tried = { attributes: new Set<string>(), spellings: 0 };

afterAll(() => {
  process.stdout.write(
    `The live read is silent for ${tried.attributes.size} attributes in ${tried.spellings} spellings, on ${RUNS.join(", ")}\n`,
  );
});

describe.each(RUNS)("what %s made of a document is no drift", (run) => {
  let node: Dockerd;

  beforeAll(async () => {
    node = await oracleNode(run);
  });

  afterAll(async () => node.stop());

  test.each(Object.entries(topics))("every spelling of %s", { timeout: 600_000 }, async (name, topic) => {
    const { declared, snapshot, names } = await bringUp(node, run, name, topic);
    const found = differencesOf(declared, snapshot);
    const mended: string[] = [];
    for (const key of names) {
      const spelling = topic[key] ?? { service: {} };
      // What was only made was not started, and that much must be seen.
      if (spelling.madeOnly === true) {
        expect(found[`status.${key}`]).toBe("created");
        Reflect.deleteProperty(found, `status.${key}`);
      }
      const own = Object.keys(found).filter((path) => path.startsWith(`document.services.${key}.`));
      if (spelling.known === undefined) continue;
      if (own.length === 0) mended.push(key);
      for (const path of own) Reflect.deleteProperty(found, path);
    }
    expect(found).toEqual({});
    expect(mended, "these are mended: take `known` out of them").toEqual([]);
    tried.spellings += names.length;
    for (const key of names) for (const attribute of attributesOf(topic[key] ?? { service: {} })) tried.attributes.add(attribute);
    await node.clear();
  });
});
