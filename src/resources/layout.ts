import * as pulumi from "@pulumi/pulumi";

import type { Json } from "./json.ts";

/** One folder of the tree. */
export interface LayoutFolder {
  /** The user that owns it, by name or number. @default "root" */
  readonly owner?: pulumi.Input<string>;
  /** The group that owns it, by name or number. @default "root" */
  readonly group?: pulumi.Input<string>;
  /** The permissions in octal. @default "0755" */
  readonly mode?: pulumi.Input<string>;
}

export interface LayoutArgs {
  /** The node, in capitals as in the inventory (`CHELSTY-INFRA`). A change replaces the layout. */
  readonly node: pulumi.Input<string>;
  /** The site that the node belongs to (`vps`). */
  readonly site: pulumi.Input<string>;
  /** The folder that holds the tree, an absolute path. A change replaces the layout. @default "/opt/homelab" */
  readonly root?: pulumi.Input<string>;
  /** The folders by their path below the root (`events`, `actions/pending`). */
  readonly folders: pulumi.Input<Readonly<Record<string, pulumi.Input<LayoutFolder>>>>;
  /** What `hosts/<node>/capabilities.yaml` says; the policies read the budgets here. */
  readonly capabilities: pulumi.Input<Json>;
  /** What the topology says about the node; how it is logged in to, and its addresses, which the policies read. @default the policies know no address */
  readonly topology?: pulumi.Input<Json>;
}

/** The folder tree of a node, each folder with its owner and mode. */
export class Layout extends pulumi.CustomResource {
  /** The type token, by which policies and plans know it. */
  static readonly token = "homelab:node:Layout";

  declare readonly node: pulumi.Output<string>;
  declare readonly site: pulumi.Output<string>;
  declare readonly root: pulumi.Output<string>;
  declare readonly folders: pulumi.Output<Readonly<Record<string, pulumi.Unwrap<Required<LayoutFolder>>>>>;
  declare readonly capabilities: pulumi.Output<Json>;
  declare readonly topology: pulumi.Output<Json | undefined>;

  /** The provider's check refuses inputs of the wrong shape; all problems come at once, each with its path. */
  constructor(name: string, args: LayoutArgs, options?: pulumi.CustomResourceOptions) {
    // Each is named, the missing ones too: the SDK fills in only outputs whose names it was given.
    const { node, site, root, folders, capabilities, topology } = args;
    super(Layout.token, name, { node, site, root, folders, capabilities, topology }, options);
  }
}
