import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { homelab } from "../../provider/homelab.ts";
import { unwrapMap } from "../../provider/rpc/property-value.ts";
import type { WireMap } from "../../provider/rpc/property-value.ts";
import { loadInventoryOrThrow } from "../../src/rules/load/index.ts";
import { LAYOUT, PROJECT } from "./support/inputs.ts";

const inventory = loadInventoryOrThrow(fileURLToPath(new URL("../../", import.meta.url)));
const nodes = [...inventory.nodes.values()];

/** What is left of a value after it went over the wire. */
function sent(inputs: object) {
  return unwrapMap(JSON.parse(JSON.stringify(inputs)) as WireMap);
}

test.each(nodes.flatMap((node) => node.deployments).map((deployment) => [`${deployment.node}/${deployment.service}`, deployment] as const))(
  "the check takes %s as git declares it and leaves its document alone",
  async (_, { node, site, service, project, contract, resolved, files }) => {
    const news = sent({
      node,
      site,
      service,
      project,
      document: resolved.document,
      contract,
      files: Object.fromEntries(files.map(({ path, content, mode, sha256 }) => [path, { content, mode, sha256 }])),
    });
    const { inputs, failures } = await homelab.check({ type: PROJECT, name: service, urn: "", news });
    expect(failures).toEqual([]);
    expect(inputs["document"]).toEqual(news["document"]);
  },
);

test.each(nodes.map((node) => [node.name, node] as const))("the check takes the capabilities of %s", async (name, node) => {
  const news = sent({ node: name, site: node.topology.site, folders: { data: {} }, capabilities: node.capabilities });
  const { failures } = await homelab.check({ type: LAYOUT, name, urn: "", news });
  expect(failures).toEqual([]);
});
