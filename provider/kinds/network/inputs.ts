import { z } from "zod";
import { nodeName } from "../../inputs/names.ts";
import { text } from "../../inputs/types.ts";
import { textAt } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";

/**
 * `homelab:docker:Network`: a network that several projects of a node share and none of them makes. The Docker plugin can only
 * replace one that differs, and fails over one that exists already; this resource adopts what is there.
 */
export const network: ResourceType = {
  token: "homelab:docker:Network",
  description: "A network of a node's Docker engine that projects share; one that exists is adopted, one in use is never replaced.",
  inputs: z.strictObject({
    node: nodeName.describe("The node, in capitals as in the inventory."),
    name: text("letters, digits, dots, underscores and hyphens, the first a letter or digit", /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/).describe(
      "The network's name on the engine.",
    ),
    driver: text("the name of a network driver, such as bridge", /^[a-zA-Z0-9][a-zA-Z0-9_./:-]*$/)
      .nullable()
      .default("bridge")
      .describe("The driver."),
    internal: z.boolean().nullable().default(false).describe("Whether it leads nowhere but to its own containers."),
  }),
  // Not the node: a network of the Docker plugin, whose place this one takes, did not know its node (decision 0016).
  identity: new Set(["name"]),
  deleteBeforeReplace: false,
  // `VPS/ingress`
  idOf: (inputs) => `${textAt(inputs, "node")}/${textAt(inputs, "name")}`,
  rules: () => [],
};
