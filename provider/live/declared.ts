import { isJsonMap } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";
import { checkoutRoot } from "../transport/topology.ts";

/**
 * What git declares for a project on a node, as the program passes it: what an import compares with. Loaded only then, since
 * it reads the whole inventory.
 * @throws ProblemError when the inventory has problems
 * @returns undefined when git does not know the project there
 */
export async function declaredInGit(node: string, project: string, root: string = checkoutRoot): Promise<JsonMap | undefined> {
  const { loadInventoryOrThrow } = await import("../../src/model/load/index.ts");
  const deployment = loadInventoryOrThrow(root).nodes.get(node)?.deployments.find((candidate) => candidate.project === project);
  if (deployment === undefined) return undefined;
  const { site, service, contract, exposure, resolved, files } = deployment;
  const persistent = new Set(contract.persistence.paths.flatMap((path) => (path.type === "volume" ? [path.name] : [])));
  return {
    node,
    site,
    service,
    project,
    document: withExternal(plainJson(resolved.document), project, persistent),
    contract: plainJson(contract),
    exposure,
    files: Object.fromEntries(files.map(({ path, content, mode, sha256 }) => [path, { content, mode, sha256 }])),
  };
}

/** Persistent volumes are external in every document that reaches a node. */
function withExternal(document: Json, project: string, persistent: ReadonlySet<string>): Json {
  if (!isJsonMap(document) || !isJsonMap(document["volumes"])) return document;
  const volumes = Object.entries(document["volumes"]).map(([key, volume]) => {
    const written = isJsonMap(volume) ? volume["name"] : undefined;
    const name = typeof written === "string" ? written : `${project}_${key}`;
    return [key, persistent.has(name) ? { name, external: true } : volume] as const;
  });
  return { ...document, volumes: Object.fromEntries(volumes) };
}

function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
