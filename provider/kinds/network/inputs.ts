import { flag, object, optional, required, text } from "../../shape/shape.ts";
import { textAt } from "../../rpc/property-value.ts";
import { nodeName } from "../input-shapes.ts";
import type { ResourceType } from "../resource.ts";

/**
 * `homelab:docker:Network`: a network that several projects of a node share and none of them makes. The Docker plugin can only
 * replace one that differs, and fails over one that exists already; this resource adopts what is there.
 */
export const network: ResourceType = {
  token: "homelab:docker:Network",
  description: "A network of a node's Docker engine that projects share; one that exists is adopted, one in use is never replaced.",
  inputs: object({
    node: required("The node, in capitals as in the inventory.", nodeName),
    name: required(
      "The network's name on the engine.",
      text("letters, digits, dots, underscores and hyphens, the first a letter or digit", /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/),
    ),
    driver: optional("The driver.", text("the name of a network driver, such as bridge", /^[a-zA-Z0-9][a-zA-Z0-9_./:-]*$/), "bridge"),
    internal: optional("Whether it leads nowhere but to its own containers.", flag, false),
  }),
  // Not the node: a network of the Docker plugin, whose place this one takes, did not know its node (decision 0016).
  identity: new Set(["name"]),
  deleteBeforeReplace: false,
  // `VPS/ingress`
  idOf: (inputs) => `${textAt(inputs, "node")}/${textAt(inputs, "name")}`,
  rules: () => [],
};
