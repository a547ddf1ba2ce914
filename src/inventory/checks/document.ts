import type { DeploymentParts } from "../load/parts.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** The Compose services of a deployment's document, by key; none when it could not be resolved. */
export function composeServices(deployment: DeploymentParts): ReadonlyMap<string, Mapping> {
  const services = mapping((deployment.resolved?.document as Mapping | undefined)?.["services"]);
  return new Map(Object.entries(services).map(([name, definition]) => [name, mapping(definition)]));
}

function mapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}
