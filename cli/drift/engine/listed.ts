import { loadInventoryCached } from "../../../src/rules/load/cached.ts";
import type { NodeVerdict, ServiceVerdict } from "../report.ts";

/**
 * The services that git lists on nodes which were left out and that the preview said nothing about: not in the state yet, they
 * are no step of it. None when git cannot be read whole; the preview has said why by then.
 */
export async function listedOnly(root: string, nodes: readonly NodeVerdict[], known: readonly ServiceVerdict[]): Promise<ServiceVerdict[]> {
  const out = nodes.filter(({ state }) => state !== "reachable");
  if (out.length === 0) return [];
  const inventory = await loadInventoryCached(root).catch(() => undefined);
  return out.flatMap(({ node, state, reason }) => {
    const names = inventory?.nodes.get(node)?.deployments.map(({ service }) => service) ?? [];
    const missing = names.filter((service) => !known.some((one) => one.node === node && one.service === service));
    return missing.map((service): ServiceVerdict => ({
      node,
      service,
      verdict: state === "error" ? "error" : "unreachable",
      differences: [],
      ...(reason === undefined ? {} : { reason }),
    }));
  });
}
