import { z } from "zod";
import { jsonMap, text } from "../../inputs/types.ts";
import { fileMode, nodeName, siteName } from "../../inputs/names.ts";
import { textAt } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";

const account = text("a user or group name or its number, such as root or 1000", /^([a-z_][a-z0-9_-]{0,31}|\d{1,10})$/);

const folder = z.strictObject({
  owner: account.nullable().default("root").describe("The user that owns the folder, by name or number."),
  group: account.nullable().default("root").describe("The group that owns the folder, by name or number."),
  mode: fileMode.nullable().default("0755").describe("The permissions in octal."),
});

/** `homelab:node:Layout`: the folders of a node. */
export const layout: ResourceType = {
  token: "homelab:node:Layout",
  description: "The folder tree of a node, each folder with its owner and mode.",
  inputs: z.strictObject({
    node: nodeName.describe("The node, in capitals as in the inventory."),
    site: siteName.describe("The site that the node belongs to."),
    root: text("an absolute path without . or .. parts and control characters", /^(\/(?!\.{1,2}(\/|$))[^/\p{Cc}]+)+$/u)
      .nullable()
      .default("/opt/homelab")
      .describe("The folder that holds the tree, an absolute path on the node."),
    folders: z
      .record(
        // No deeper than a snapshot of a node looks, or it would be taken for missing.
        text(
          "a path of at most three parts below the root, none of them . or ..",
          /^(?!\.{1,2}(\/|$))[^/\0]+(\/(?!\.{1,2}(\/|$))[^/\0]+){0,2}$/,
        ),
        folder,
      )
      .describe("The folders below the root, each with its owner, group and mode."),
    capabilities: jsonMap.describe("What hosts/<node>/capabilities.yaml says; the policies read the budgets here."),
    topology: jsonMap
      .nullish()
      .describe("What the topology says about the node; how it is logged in to, and its addresses, which the policies read."),
  }),
  identity: new Set(["node", "root"]),
  recordedLater: new Set(["topology.address", "topology.connection"]),
  // A tree never holds another one's names, and deleting one never deletes a file, so the order does not matter.
  deleteBeforeReplace: false,
  // `VPS/opt/homelab`
  idOf: (inputs) => `${textAt(inputs, "node")}${textAt(inputs, "root")}`,
  rules: () => [],
};
