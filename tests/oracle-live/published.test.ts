import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ComposeGeneration } from "../support/compose-engines.ts";
import type { Dockerd } from "../support/dockerd.ts";
import { LiveProject } from "../support/live-project.ts";
import { oracleNode } from "./support/bring-up.ts";
import type { Run } from "./support/spelling.ts";

const folder = path.join(import.meta.dirname, "../fixtures/published");
const names = readdirSync(folder).flatMap((file) => (file.endsWith(".yml") ? [file.slice(0, -".yml".length)] : []));
const RUNS: readonly Run[] = ["debian v2", "current v5"];

/** Values for every variable and file that any of them wants. */
const ENVIRONMENT = `UPLOAD_LOCATION=/srv/upload
DB_DATA_LOCATION=/srv/db
POSTGRES_DATA_PATH=/srv/pg
DB_PASSWORD=postgres-password
DB_USERNAME=postgres
PG_PASS=another-password
AUTHENTIK_SECRET_KEY='a secret $with a sign'
POSTGRES_USER=someone
POSTGRES_PASSWORD="quoted password"
APP_BASE_URL=https://joplin.example.net
BASE_URL=https://plausible.example.net
TZ=Europe/Berlin
`;

test("the corpus has forty applications and more", () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
});

describe.each(RUNS)("the published file, made by %s,", (run) => {
  let node: Dockerd;

  beforeAll(async () => {
    node = await oracleNode(run);
  });
  afterAll(async () => node.stop());

  test.each(names)("of %s differs nowhere", { timeout: 120_000 }, async (name) => {
    const document = parse(readFileSync(path.join(folder, `${name}.yml`), "utf8"), { merge: true }) as {
      name?: string;
      services: Record<string, { image?: string }>;
    };
    delete document.name;
    for (const service of Object.values(document.services)) service.image = "stand-in:1";
    const project = new LiveProject(node, name);
    const files = {
      ".env": ENVIRONMENT,
      "docker-compose.env": "PAPERLESS_URL=https://x\n",
      "docker.env": ENVIRONMENT,
      "secret.txt": "x\n",
    };
    await project.place(stringify(document, { aliasDuplicateObjects: false }), ENVIRONMENT, files);
    await project.compose(run.split(" ")[1] as ComposeGeneration, "up", "--no-start");
    const found = await project.drift();
    // Nothing was started: the stand-in has none of their programs.
    for (const service of Object.keys(document.services)) {
      expect(found[`status.${service}`]).toBe("created");
      Reflect.deleteProperty(found, `status.${service}`);
    }
    await node.clear();
    expect(found).toEqual({});
  });
});
