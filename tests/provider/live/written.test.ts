import { expect, test } from "vitest";

import { enforcedProject } from "../../../provider/live/index.ts";
import { patched, plain, propertiesOf } from "../../../provider/live/patch.ts";
import type { JsonMap } from "../../../provider/live/json.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

// What `pulumi refresh` writes into the state is what the next read compares with.

function read(document: JsonMap, env: readonly string[]): JsonMap {
  const snapshot = snapshotOf({ containers: [{ ...container({}, { Env: env }), Image: "sha256:bb" }] });
  const images = [...snapshot.engine.images, { Id: "sha256:bb", RepoTags: [], Config: { Env: ["PATH=/bin"], Cmd: ["sleep", "1"] } }];
  const { differences } = enforcedProject({ project: "shop", service: "shop", document }, { ...snapshot, engine: { ...snapshot.engine, images } });
  return plain(patched(propertiesOf({ document }), differences)).value["document"] as JsonMap;
}

test("what a refresh has written into the state is found again by the next one, and shows no secret then either", () => {
  const document = { services: { web: { image: "stand-in:1", mem_limit: "67108864", container_name: "web", environment: { PLACE: "at ${TOKEN}", TOKEN: "${TOKEN}" } } } };
  const env = ["PATH=/bin", "PLACE=q7z", "TOKEN=q8z", "PIN=q9z"];
  const once = read(document, env);
  expect(once).toMatchObject({
    services: {
      web: {
        image: "stand-in:1 as sha256:bb; the tag now names sha256:aa",
        environment: { PLACE: "(changed on the node)", TOKEN: "(changed on the node)", PIN: "(on the node, not in git)" },
      },
    },
  });
  const twice = read(once, env);
  expect(twice).toEqual(once);
  expect(JSON.stringify(twice)).not.toMatch(/q[789]z/);
});
