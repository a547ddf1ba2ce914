import type { NodeAddress, NodeConnection } from "../../provider/transport/connection.ts";
import { takeSnapshot } from "../../provider/docker/snapshot.ts";
import type { NodeSnapshot } from "../../provider/docker/snapshot.ts";
import { addressesOfSite, connectByAddress, failureOf } from "../shared/live/index.ts";
import type { NodeFailure } from "../shared/live/index.ts";

/** One node at one moment, or why nobody knows. The snapshot holds values of env files: it stays in memory. */
export type NodeLook = { readonly node: string; readonly address: string } & (
  { readonly state: "read"; readonly snapshot: NodeSnapshot } | NodeFailure
);

/**
 * Looks at nodes of a site, side by side; reading one is the probe as well. A node that cannot be read is a result.
 * @param only these nodes, @default all of the site
 */
export async function lookAtNodes(site: string, root: string, only?: ReadonlySet<string>): Promise<NodeLook[]> {
  const addresses = await addressesOfSite(site, root);
  return Promise.all(addresses.filter(({ node }) => only?.has(node) !== false).map(lookAt));
}

async function lookAt(address: NodeAddress): Promise<NodeLook> {
  const connection: NodeConnection = connectByAddress(address);
  const { node, address: place } = connection;
  try {
    return { node, address: place, state: "read", snapshot: await takeSnapshot(connection) };
  } catch (error) {
    return { node, address: place, ...failureOf(error) };
  } finally {
    await connection.close();
  }
}
