import type { Deployment, NodeFacts } from "../inventory/inventory.ts";
import type { Place } from "../../compose/problem.ts";
import { budgetMib } from "../inventory/schema/budget.ts";
import type { Capabilities, Memory } from "../inventory/schema/index.ts";
import { isUnknown, plainCopy, unknown, type Unknown } from "./unknown.ts";

/**
 * One Compose project on one node, as the rules see it. The same from the inventory, where places are known, and from
 * a resource's inputs, where a part may be unknown.
 */
export interface ProjectFacts {
  readonly node: string;
  readonly service: string;
  /** The resolved document as plain data; `unknown` may stand anywhere in it. */
  readonly document: unknown;
  /** The contract as plain data. */
  readonly contract?: unknown;
  /** Who may reach it there: the class the node gives it. @default the contract's */
  readonly exposure?: string | Unknown;
  /** The files placed beside the document. */
  readonly files?: readonly PlacedFileFacts[];
  /** Where a path of the document stands in git. */
  readonly placeOf?: (path: readonly (string | number)[]) => Place | undefined;
  /** Where a path of the contract stands in git. */
  readonly placeOfContract?: (path: readonly (string | number)[]) => Place | undefined;
}

/** A file placed beside a document. */
export interface PlacedFileFacts {
  /** Where it stands in git, or its path when that is not known. */
  readonly source: string;
  /** Where it goes, relative to the project directory. @default not known */
  readonly path?: string;
  readonly content: string | Unknown;
}

/** All projects of one node and the bound for their memory together. */
export interface NodeMemoryFacts {
  readonly node: string;
  /** The bound for the sum of all limits, in MiB. */
  readonly budgetMib: number | Unknown;
  readonly projects: readonly ProjectFacts[];
}

/** One container that a project asks for. */
export interface ContainerFacts {
  readonly project: ProjectFacts;
  /** The key of the Compose service. */
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>> | Unknown;
}

/** The facts of one deployment of the inventory. */
export function projectFacts(deployment: Deployment): ProjectFacts {
  const { resolved } = deployment;
  return {
    node: deployment.node,
    service: deployment.service,
    document: resolved.document,
    contract: deployment.contract,
    exposure: deployment.exposure,
    files: deployment.files,
    placeOf: (path) => resolved.placeOf(path),
  };
}

/** The facts of one node of the inventory. */
export function nodeMemoryFacts(node: NodeFacts): NodeMemoryFacts {
  return {
    node: node.name,
    budgetMib: budgetMib(node.capabilities.memory),
    projects: node.deployments.map(projectFacts),
  };
}

/**
 * The facts of a `homelab:compose:Project` resource, or undefined while its node or service is not known: then it
 * cannot be attributed to anything.
 * @param inputs The resource's inputs, plain or as the policy SDK's proxy.
 */
export function projectFactsOfInputs(inputs: unknown): ProjectFacts | undefined {
  const copy = plainCopy(inputs) as Record<string, unknown> | Unknown;
  if (isUnknown(copy)) return undefined;
  const { node, service, document, contract, exposure, files } = copy;
  if (typeof node !== "string" || typeof service !== "string") return undefined;
  const known: Pick<ProjectFacts, "exposure"> = isUnknown(exposure)
    ? { exposure: unknown }
    : typeof exposure === "string"
      ? { exposure }
      : {};
  return { node, service, document, contract, ...known, files: isUnknown(files) ? [] : placedFiles(files) };
}

/** The node and its budget in MiB from the inputs of a `homelab:node:Layout` resource. */
export function budgetOfInputs(inputs: unknown): { node: string; budgetMib: number | Unknown } | undefined {
  const copy = plainCopy(inputs) as { node?: unknown; capabilities?: Partial<Capabilities> | Unknown } | Unknown;
  if (isUnknown(copy) || typeof copy.node !== "string") return undefined;
  const { node, capabilities } = copy;
  const memory: unknown = isUnknown(capabilities) ? unknown : capabilities?.memory;
  if (typeof memory !== "object" || memory === null || Object.values(memory).some(isUnknown)) {
    return { node, budgetMib: unknown };
  }
  return { node, budgetMib: budgetMib(memory as Memory) };
}

/** The containers that a project's document asks for, or `unknown` while its services are not known. */
export function containersOf(project: ProjectFacts): readonly ContainerFacts[] | Unknown {
  if (isUnknown(project.document)) return unknown;
  const services = (project.document as { services?: unknown } | null | undefined)?.services;
  if (isUnknown(services)) return unknown;
  return Object.entries((services ?? {}) as Record<string, unknown>).map(([name, definition]) => ({
    project,
    name,
    definition: isUnknown(definition) ? unknown : ((definition ?? {}) as Record<string, unknown>),
  }));
}

/** `outline/outline-postgres on VPS`; a service's only container of the same name is not said twice. */
export function containerLabel(container: ContainerFacts): string {
  const { service, node } = container.project;
  return `${container.name === service ? service : `${service}/${container.name}`} on ${node}`;
}

/** A resource names its files by path; the inventory has a list of them. */
function placedFiles(files: unknown): PlacedFileFacts[] {
  if (typeof files !== "object" || files === null) return [];
  const entries = Array.isArray(files)
    ? files
    : Object.entries(files).map(([path, file]) => (isUnknown(file) ? { path } : { path, ...(file as object) }));
  return (entries as (Readonly<Record<string, unknown>> | Unknown)[]).map((file) => {
    const { source, path, content } = isUnknown(file) ? {} : file;
    const where = text(path);
    return { source: text(source) ?? where ?? "", ...(where === undefined ? {} : { path: where }), content: text(content) ?? unknown };
  });
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}
