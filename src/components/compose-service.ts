import * as pulumi from "@pulumi/pulumi";

import { deployedDocument } from "../inventory/deployed-document.ts";
import type { Deployment, PlacedFile } from "../inventory/inventory.ts";
import { Project, type ProjectFile } from "../resources/index.ts";
import { DataVolume } from "./data-volume.ts";
import { managedVolumes } from "../inventory/managed-volumes.ts";
import { dockerOptions, type Node } from "./node.ts";
import { deploymentProblems, refuseProblems } from "./refuse.ts";
import { expectedNetworks } from "./shared-networks.ts";

export interface ComposeServiceArgs {
  /** The service's contract, resolved document and files on this node. */
  readonly deployment: Deployment;
  /** The node it runs on; also the parent. */
  readonly node: Node;
  /** The services of the same node that must be up before it. @default none */
  readonly after?: readonly ComposeService[];
}

/** One service on one node: the data it keeps and the Compose project that runs it. */
export class ComposeService extends pulumi.ComponentResource {
  static readonly token = "homelab:components:ComposeService";

  readonly deployment: Deployment;
  readonly volumes: readonly DataVolume[];
  readonly project: Project;

  /** @throws pulumi.ResourceError with everything that the house rules have against the service. */
  constructor(name: string, args: ComposeServiceArgs, options?: Omit<pulumi.ComponentResourceOptions, "parent">) {
    super(ComposeService.token, name, {}, { ...options, parent: args.node });
    const { deployment, node, after = [] } = args;
    refuseProblems(this, deploymentProblems(deployment));
    this.deployment = deployment;
    const { site, service, project, contract } = deployment;

    this.volumes = managedVolumes(deployment).map(
      (volume) => new DataVolume(`${name}/volume/${volume.volume}`, volume, { parent: this, ...dockerOptions(node) }),
    );
    this.project = new Project(
      `${name}/project`,
      {
        node: deployment.node,
        site,
        service,
        project,
        document: deployedDocument(deployment),
        contract,
        exposure: deployment.exposure,
        files: placedFiles(deployment.files),
      },
      {
        parent: this,
        dependsOn: [
          node.layout,
          ...expectedNetworks(deployment).flatMap((network) => node.networks.get(network) ?? []),
          ...this.volumes,
          ...after.map((other) => other.project),
        ],
      },
    );

    this.registerOutputs({ exposure: deployment.exposure, project: this.project.project, containers: containers(deployment) });
  }
}

/** By their paths, as the provider takes them; it works out the sizes itself. */
function placedFiles(files: readonly PlacedFile[]): Record<string, ProjectFile> {
  return Object.fromEntries(files.map(({ path, content, mode, sha256 }) => [path, { content, mode, sha256 }]));
}

function containers({ resolved }: Deployment): string[] {
  return Object.keys(resolved.document.services);
}
