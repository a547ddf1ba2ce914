import type { Json, JsonMap } from "./json.ts";
import { LAYOUT_ROOT } from "./snapshot.ts";
import { checkoutRoot } from "../transport/topology.ts";

/**
 * What git declares for a project on a node, as the program passes it: what an import compares with. Loaded only then, since
 * it reads the whole inventory.
 * @throws ProblemError when the inventory has problems
 * @returns undefined when git does not know the project there
 */
export async function declaredInGit(node: string, project: string, root: string = checkoutRoot): Promise<JsonMap | undefined> {
  const [{ loadInventoryOrThrow }, { deployedDocument }] = await Promise.all([
    import("../../src/rules/load/index.ts"),
    import("../../src/inventory/deployed-document.ts"),
  ]);
  const deployment = loadInventoryOrThrow(root)
    .nodes.get(node)
    ?.deployments.find((candidate) => candidate.project === project);
  if (deployment === undefined) return undefined;
  const { site, service, contract, exposure, files } = deployment;
  return {
    node,
    site,
    service,
    project,
    document: plainJson(deployedDocument(deployment)),
    contract: plainJson(contract),
    exposure,
    files: Object.fromEntries(files.map(({ path, content, mode, sha256 }) => [path, { content, mode, sha256 }])),
  };
}

/**
 * What git declares for the layout of a node, as the program passes it.
 * @throws ProblemError when the inventory has problems
 * @returns undefined when git does not know the node, or runs nothing on it
 */
export async function layoutInGit(node: string, root: string = checkoutRoot): Promise<JsonMap | undefined> {
  const [{ loadInventoryOrThrow }, { runsContainers }, { layoutFolders }, { nodeTopology }] = await Promise.all([
    import("../../src/rules/load/index.ts"),
    import("../../src/inventory/inventory.ts"),
    import("../../src/inventory/layout-folders.ts"),
    import("../../src/rules/node-facts.ts"),
  ]);
  const inventory = loadInventoryOrThrow(root);
  const facts = inventory.nodes.get(node);
  if (facts === undefined || !runsContainers(facts)) return undefined;
  const { site, connection } = facts.topology;
  const [capabilities, topology] = [plainJson(facts.capabilities), plainJson(nodeTopology(inventory.topology, facts))];
  return { node, site, root: LAYOUT_ROOT, folders: plainJson(layoutFolders(connection)), capabilities, topology };
}

function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
