import * as pulumi from "@pulumi/pulumi";

import type { ComposeDocument } from "../../compose/index.ts";
import type { Json } from "./json.ts";

/** A file from git that is placed beside a project's document on its node. */
export interface ProjectFile {
  /** The text of the file, at most 256 KiB in UTF-8: it travels with the inputs and is kept in the state. */
  readonly content: pulumi.Input<string>;
  /** The permissions in octal. @default "0644" */
  readonly mode?: pulumi.Input<string>;
  /** The SHA-256 of the content, hexadecimal. @default worked out from the content by the provider */
  readonly sha256?: pulumi.Input<string>;
  /** The size of the content in bytes. @default worked out from the content by the provider */
  readonly size?: pulumi.Input<number>;
}

export interface ProjectArgs {
  /** The node that runs it, in capitals as in the inventory (`CHELSTY-INFRA`). A change replaces the project. */
  readonly node: pulumi.Input<string>;
  /** The site that the node belongs to (`vps`). */
  readonly site: pulumi.Input<string>;
  /** The folder under `services/` that it comes from (`node-agent`). */
  readonly service: pulumi.Input<string>;
  /** The Compose project's name, by which its containers are found on the node. A change replaces the project. */
  readonly project: pulumi.Input<string>;
  /**
   * The resolved document, variables still unexpanded: what `docker compose config --no-interpolate --format json` prints.
   * Nested JSON, not a string, so that a preview shows which attribute of which service differs.
   */
  readonly document: pulumi.Input<Json>;
  /** What `services/<service>/service.yaml` says. */
  readonly contract: pulumi.Input<Json>;
  /** Who may reach it on this node; the policies read it. @default the contract's class */
  readonly exposure?: pulumi.Input<string>;
  /** Files from git by their path below the project directory. @default none */
  readonly files?: pulumi.Input<Readonly<Record<string, pulumi.Input<ProjectFile>>>>;
}

/** One Compose project on one node: the document as it is to be enforced there, and the files it mounts. */
export class Project extends pulumi.CustomResource {
  /** The type token, by which policies and plans know it. */
  static readonly token = "homelab:compose:Project";

  declare readonly node: pulumi.Output<string>;
  declare readonly site: pulumi.Output<string>;
  declare readonly service: pulumi.Output<string>;
  declare readonly project: pulumi.Output<string>;
  declare readonly document: pulumi.Output<ComposeDocument>;
  declare readonly contract: pulumi.Output<Json>;
  declare readonly exposure: pulumi.Output<string | undefined>;
  /** The files as they are placed, with their sums and sizes. */
  declare readonly files: pulumi.Output<Readonly<Record<string, pulumi.Unwrap<Required<ProjectFile>>>> | undefined>;

  /** The provider's check refuses inputs of the wrong shape; all problems come at once, each with its path. */
  constructor(name: string, args: ProjectArgs, options?: pulumi.CustomResourceOptions) {
    // Each is named, the missing ones too: the SDK fills in only outputs whose names it was given.
    const { node, site, service, project, document, contract, exposure, files } = args;
    super(Project.token, name, { node, site, service, project, document, contract, exposure, files }, options);
  }
}
