import { nodesOf, type Deployment, type Inventory, type NodeFacts } from "./inventory.ts";
import type { Contract } from "./schema/index.ts";

/** A name under which the internet reaches a service. */
export interface PublicName {
  /** The whole name, zone included (`docs.example.net`). */
  readonly host: string;
  readonly deployment: Deployment;
  /** The node the name points at. */
  readonly node: NodeFacts;
  /** As the contract asks for it. */
  readonly asked: Contract["public_names"][number];
}

/** The public names of a site: those of the contracts whose service is public on its node. */
export function publicNames(inventory: Inventory, site: string): PublicName[] {
  const { public_domain } = inventory.topology;
  return nodesOf(inventory, site).flatMap((node) =>
    node.deployments
      .filter(({ exposure }) => exposure === "public")
      .flatMap((deployment) =>
        deployment.contract.public_names.map((asked) => {
          const host = asked.name === "@" ? public_domain : `${asked.name}.${public_domain}`;
          return { host, deployment, node, asked };
        }),
      ),
  );
}
