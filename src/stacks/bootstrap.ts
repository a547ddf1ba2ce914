import { Provider as CommandProvider } from "@pulumi/command/provider.js";
import * as pulumi from "@pulumi/pulumi";

import { Bootstrap } from "../components/bootstrap.ts";
import { nodesOf, runsContainers, type Inventory } from "../inventory/inventory.ts";
import { suggest } from "../../compose/suggest.ts";
import type { Prepared } from "./site.ts";

/**
 * The bootstraps of the nodes that the setting `homelab:bootstrap` names, by node. A machine is prepared once, so nothing is made
 * for the others: they need neither the plugin nor an account that may do everything.
 * @param names nodes, by commas (`PIHA,SOLARIA`)
 * @throws pulumi.RunError for a name that is no node of the site
 */
export function createBootstraps(inventory: Inventory, site: string, names: string): Prepared {
  const nodes = nodesOf(inventory, site).filter(runsContainers);
  const commands = new CommandProvider("command");
  return new Map(
    names.split(",").map((name) => {
      const facts = nodes.find((node) => node.name === name.trim());
      if (facts === undefined)
        throw new pulumi.RunError(
          unknownNode(
            name.trim(),
            site,
            nodes.map((node) => node.name),
          ),
        );
      return [facts.name, new Bootstrap(`${facts.name}/bootstrap`, { facts, commands }).steps];
    }),
  );
}

function unknownNode(name: string, site: string, allowed: readonly string[]): string {
  const near = suggest(name, allowed);
  return `homelab:bootstrap names ${name}, which is no node of ${site}; allowed: ${allowed.join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`;
}
