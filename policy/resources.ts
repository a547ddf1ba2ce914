import { budgetOfInputs, projectFactsOfInputs, type ProjectFacts, type Unknown } from "../src/rules/index.ts";

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

/** Every policy is handed the same properties; the rules' view of them is worked out once. */
const known = new WeakMap<object, { readonly facts: ProjectFacts | undefined }>();

/** What the rules need of a project resource, or undefined while it cannot be attributed to a node. */
export function projectOf({ props }: PolicyResource): ProjectFacts | undefined {
  const key = target(props);
  const entry = known.get(key) ?? { facts: projectFactsOfInputs(key) };
  known.set(key, entry);
  return entry.facts;
}

/** The properties behind the SDK's proxy, in which a value that is not known yet can be looked at. */
export function target(props: object): object {
  return (props as { readonly __getSpecialProxyTarget?: object }).__getSpecialProxyTarget ?? props;
}

/** The budget in a layout resource, or undefined while its node is not known. */
export function budgetOf({ props }: PolicyResource): Budget | undefined {
  return budgetOfInputs(props);
}
