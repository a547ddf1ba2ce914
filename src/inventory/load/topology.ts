import type { Problem } from "../../../compose/problem.ts";
import { hostFolder, topology, topologyNode, type Topology, type TopologyNode } from "../schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";
import type { YamlFile } from "../yaml/index.ts";
import type { Checkout } from "./checkout.ts";
import { loadYaml, rawKeys, rawValue } from "./yaml-file.ts";

/** Where the topology stands. */
export const topologyPath = "inventory/topology.yaml";

/** The topology as far as it could be read. */
export interface LoadedTopology {
  readonly parsed?: YamlFile;
  readonly value?: Topology;
  /** Every node that the file names, in its order; without its entry when something is wrong with that. */
  readonly nodes: ReadonlyMap<string, TopologyNode | undefined>;
}

/** Reads `inventory/topology.yaml` and compares its nodes with the folders under `hosts/`. */
export function loadTopology(checkout: Checkout, problems: Problem[]): LoadedTopology {
  const { parsed, value } = loadYaml(checkout, topologyPath, topology, problems);
  const nodes = new Map<string, TopologyNode | undefined>();
  for (const name of rawKeys(parsed, "nodes")) {
    nodes.set(name, value?.nodes[name] ?? topologyNode.safeParse(rawValue(parsed, "nodes", name)).data);
  }
  if (parsed !== undefined) checkFolders(checkout, parsed, [...nodes.keys()], problems);
  if (parsed !== undefined && value !== undefined) checkSites(parsed, value, problems);
  return {
    ...(parsed === undefined ? {} : { parsed }),
    ...(value === undefined ? {} : { value }),
    nodes,
  };
}

function checkFolders(checkout: Checkout, parsed: YamlFile, nodes: readonly string[], problems: Problem[]): void {
  const folders = checkout.folders("hosts");
  const expected = nodes.map(hostFolder);
  for (const node of nodes) {
    if (folders.includes(hostFolder(node))) continue;
    problems.push({
      place: parsed.placeOfKey(["nodes", node]),
      path: `nodes.${node}`,
      message: `the node has no folder hosts/${hostFolder(node)}`,
      fix: `add it with capabilities.yaml and services.yaml, or remove the node`,
    });
  }
  for (const folder of folders.filter((name) => !expected.includes(name))) {
    const suggestion = suggest(folder, expected);
    problems.push({
      place: { file: `hosts/${folder}` },
      path: "",
      message: "the folder belongs to no node of the topology",
      allowed: expected.join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}

function checkSites(parsed: YamlFile, value: Topology, problems: Problem[]): void {
  const sites = Object.keys(value.sites);
  for (const [name, node] of Object.entries(value.nodes)) {
    if (sites.includes(node.site)) continue;
    const suggestion = suggest(node.site, sites);
    problems.push({
      place: parsed.placeOf(["nodes", name, "site"]),
      path: `nodes.${name}.site`,
      message: `"${node.site}" is not a site of the topology`,
      allowed: sites.join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}
