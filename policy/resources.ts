import { budgetOfInputs, isUnknown, projectFactsOfInputs, type ProjectFacts, type Unknown } from "../src/model/rules/index.ts";

/** The type of a Compose project on a node, as the provider's schema names it. */
export const projectType = "homelab:compose:Project";

/** The type of a node's folder tree, which also carries the node's capabilities. */
export const layoutType = "homelab:node:Layout";

/** A resource as far as a policy needs it; the SDK's resources are such. */
export interface PolicyResource {
  readonly type: string;
  readonly urn: string;
  /** The resource's inputs or outputs; an access to a value that is not known yet may throw. */
  readonly props: object;
}

/** The memory budget that a node's layout states. */
export interface Budget {
  readonly node: string;
  readonly budgetMib: number | Unknown;
}

/**
 * Is the resource left out of this operation before it ever existed? With `--exclude` the engine still asks the pack about such
 * a one, without a single property (tried with 3.258.0). Nothing will come of it, so there is nothing to check.
 */
export function isLeftOut({ props }: Pick<PolicyResource, "props">): boolean {
  return Object.keys(props).length === 0;
}

/** What the rules need of a project resource, or undefined while it cannot be attributed to a node. */
export function projectOf({ props }: PolicyResource): ProjectFacts | undefined {
  const facts = projectFactsOfInputs(props);
  return facts === undefined ? undefined : { ...facts, files: filesOf(props) };
}

/** The budget in a layout resource, or undefined while its node is not known. */
export function budgetOf({ props }: PolicyResource): Budget | undefined {
  return budgetOfInputs(props);
}

/** The resource names its files by path; the rules want a list. What is not known yet cannot be searched, and is left out. */
function filesOf(props: object): NonNullable<ProjectFacts["files"]> {
  const files = readable(() => (props as { files?: unknown }).files);
  if (typeof files !== "object" || files === null) return [];
  return Object.keys(files).flatMap((source) => {
    const content = readable(() => (files as Record<string, { content?: unknown }>)[source]?.content);
    return typeof content === "string" && !isUnknown(content) ? [{ source, content }] : [];
  });
}

/** The SDK's proxies throw when a property that is not known yet is read. */
function readable(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
