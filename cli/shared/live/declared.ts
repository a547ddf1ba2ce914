import { digestOf } from "../../../provider/deploy/run-files.ts";
import type { DeclaredProject } from "../../../provider/kinds/project/read.ts";
import type { Json, JsonMap } from "../../../provider/docker/json.ts";
import { deployedDocument } from "../../../src/inventory/deployed-document.ts";
import type { Deployment } from "../../../src/inventory/inventory.ts";

/** What git declares for one service on one node, in the words of the provider. */
export interface GitProject extends DeclaredProject {
  readonly files: JsonMap;
  /** Says whether a run on the node was for this very declaration: the `digest` of its record. */
  readonly digest: string;
}

/** The declaration of a deployment, completed as the provider's check completes it. */
export function declaredProject(deployment: Deployment): GitProject {
  const { service, project, contract } = deployment;
  const files = Object.fromEntries(
    deployment.files.map(({ path, content, mode, sha256 }) => [path, { content, mode, sha256, size: Buffer.byteLength(content) }]),
  );
  const declared = { project, service, document: plainJson(deployedDocument(deployment)) as JsonMap, files, jobs: contract.jobs ?? [] };
  return { ...declared, digest: digestOf(declared, plainJson(contract)) };
}

function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
