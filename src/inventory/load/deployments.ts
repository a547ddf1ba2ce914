import { resolveCompose, type ComposeSource, type ResolvedCompose } from "../../../compose/index.ts";
import { projectDirectory } from "../inventory.ts";
import type { Problem } from "../../../compose/problem.ts";
import { suggest } from "../../../compose/suggest.ts";
import type { DeploymentParts, ListedService, NodeParts, ServiceParts } from "./parts.ts";
import { maxPlacedBytes, mergePlacedFiles } from "./placed-files.ts";

/** Puts every service that a node lists together: base and override merged, files placed. */
export function loadDeployments(
  nodes: ReadonlyMap<string, NodeParts>,
  services: ReadonlyMap<string, ServiceParts>,
  problems: Problem[],
): DeploymentParts[] {
  const bases = new BaseDocuments();
  const deployments: DeploymentParts[] = [];
  for (const node of nodes.values()) {
    for (const [name, listed] of node.listed ?? []) {
      const service = services.get(name);
      if (service === undefined) problems.push(unknownService(name, listed, services));
      else deployments.push(deployment(node, service, listed, bases, problems));
    }
  }
  // A service that no node lists is checked all the same; that nobody lists it is its owner's problem.
  const deployed = new Set(deployments.map(({ service }) => service.name));
  for (const service of services.values()) if (!deployed.has(service.name)) bases.resolve(service, problems);
  return deployments;
}

/** Resolved documents by service, so that a base without an override is resolved once for all its nodes. */
class BaseDocuments {
  private readonly known = new Map<string, ResolvedCompose | undefined>();

  /** The base alone, for nodes without an override. */
  resolve(service: ServiceParts, problems: Problem[]): ResolvedCompose | undefined {
    const base = service.compose;
    if (base === undefined) return undefined;
    if (!this.known.has(service.name)) this.known.set(service.name, resolveOne(service.name, [base], problems));
    return this.known.get(service.name);
  }

  resolveOn(node: NodeParts, service: ServiceParts, problems: Problem[]): ResolvedCompose | undefined {
    if (!node.overrides.has(service.name)) return this.resolve(service, problems);
    const override = node.overrides.get(service.name);
    // Without its override the document would lack limits and addresses, and every check would say so.
    if (override === undefined || service.compose === undefined) return undefined;
    return resolveOne(service.name, [service.compose, override], problems);
  }
}

function resolveOne(service: string, sources: ComposeSource[], problems: Problem[]): ResolvedCompose | undefined {
  const { resolved, problems: wrong } = resolveCompose({
    sources,
    projectName: service,
    workingDirectory: projectDirectory(service),
    interpolate: false,
  });
  problems.push(...wrong);
  if (wrong.length > 0) return undefined;
  if (resolved !== undefined && Object.keys(resolved.document.services).length > 0) return resolved;
  problems.push({
    place: { file: sources[0]?.file ?? service },
    path: "services",
    message: "the document has no service that would start",
  });
  return undefined;
}

function deployment(
  node: NodeParts,
  service: ServiceParts,
  listed: ListedService,
  bases: BaseDocuments,
  problems: Problem[],
): DeploymentParts {
  const resolved = bases.resolveOn(node, service, problems);
  const files = mergePlacedFiles(service.files, node.files.get(service.name) ?? []);
  const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
  if (bytes > maxPlacedBytes) {
    problems.push({
      place: { file: `${service.folder}/files` },
      path: "",
      message: `the placed files of ${service.name} on ${node.name} have ${bytes} bytes together`,
      allowed: `at most ${maxPlacedBytes} bytes`,
    });
  }
  return {
    node,
    service,
    place: listed.place,
    ...(listed.exposure === undefined ? {} : { exposure: listed.exposure }),
    ...(resolved === undefined ? {} : { resolved }),
    files,
  };
}

function unknownService(name: string, listed: ListedService, services: ReadonlyMap<string, ServiceParts>): Problem {
  const suggestion = suggest(name, services.keys());
  return {
    place: listed.place,
    path: `services.${name}`,
    message: `there is no service ${name}: the folder services/${name} is missing`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
