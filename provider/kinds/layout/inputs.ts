import { any, map, object, optional, required, text } from "../../shape/shape.ts";
import { fileMode, nodeName, siteName } from "../input-shapes.ts";
import { textAt } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";

const account = text("a user or group name or its number, such as root or 1000", /^([a-z_][a-z0-9_-]{0,31}|\d{1,10})$/);

const folder = object({
  owner: optional("The user that owns the folder, by name or number.", account, "root"),
  group: optional("The group that owns the folder, by name or number.", account, "root"),
  mode: optional("The permissions in octal.", fileMode, "0755"),
});

/** `homelab:node:Layout`: the folders of a node. */
export const layout: ResourceType = {
  token: "homelab:node:Layout",
  description: "The folder tree of a node, each folder with its owner and mode.",
  inputs: object({
    node: required("The node, in capitals as in the inventory.", nodeName),
    site: required("The site that the node belongs to.", siteName),
    root: optional(
      "The folder that holds the tree, an absolute path on the node.",
      text("an absolute path without . or .. parts and control characters", /^(\/(?!\.{1,2}(\/|$))[^/\p{Cc}]+)+$/u),
      "/opt/homelab",
    ),
    folders: required(
      "The folders below the root, each with its owner, group and mode.",
      map(folder, {
        // No deeper than a snapshot of a node looks, or it would be taken for missing.
        keys: text(
          "a path of at most three parts below the root, none of them . or ..",
          /^(?!\.{1,2}(\/|$))[^/\0]+(\/(?!\.{1,2}(\/|$))[^/\0]+){0,2}$/,
        ),
      }),
    ),
    capabilities: required("What hosts/<node>/capabilities.yaml says; the policies read the budgets here.", map(any)),
    topology: optional(
      "What the topology says about the node; how it is logged in to, and its addresses, which the policies read.",
      map(any),
    ),
  }),
  identity: new Set(["node", "root"]),
  recordedLater: new Set(["topology.address", "topology.connection"]),
  // A tree never holds another one's names, and deleting one never deletes a file, so the order does not matter.
  deleteBeforeReplace: false,
  // `VPS/opt/homelab`
  idOf: (inputs) => `${textAt(inputs, "node")}${textAt(inputs, "root")}`,
  rules: () => [],
};
