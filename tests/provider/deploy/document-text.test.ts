import { expect, test } from "vitest";
import { parse } from "yaml";

import { keepingVolumes, documentText } from "../../../provider/deploy/document-text.ts";
import type { NodeSnapshot } from "../../../provider/docker/index.ts";

const snapshot = {
  engine: { containers: [], images: [], networks: [], volumes: [{ Name: "web_data" }], info: {} },
} as unknown as NodeSnapshot;
const document = {
  name: "web",
  services: { web: { image: "demo:1", environment: { A: "${A:-b}", NASTY: "'\"\n\u0007$$x" } } },
  volumes: { data: { labels: { a: "b" } }, fresh: { name: "web_fresh" } },
};

test("a volume that is on the node is external in what goes there, so that Compose never makes it anew", () => {
  expect(keepingVolumes(document, "web", snapshot)["volumes"]).toEqual({
    data: { name: "web_data", external: true },
    fresh: { name: "web_fresh" },
  });
});

test.each(["v1", "v2"] as const)("the text for %s keeps variables and odd values, and leaves the name out", (generation) => {
  const { text, problems } = documentText(document, "web", generation, snapshot);
  expect(problems).toEqual([]);
  const read = parse(text) as { name?: string; services: { web: { environment: object } } };
  expect(read.services.web.environment).toEqual(document.services.web.environment);
  expect(read.name).toBeUndefined();
});

test("what Compose 1.29.2 has no word for is a problem at its path", () => {
  const { problems } = documentText({ services: { web: { image: "demo:1", annotations: { a: "b" } } } }, "web", "v1", snapshot);
  expect(problems.map(({ path }) => path)).toEqual(["document.services.web.annotations"]);
});
