import { formatPath, type DataPath } from "../../compose/data-path.ts";
import type { Place, Problem } from "../../compose/problem.ts";
import { containerLabel, containersOf, type ContainerFacts, type ProjectFacts } from "./facts.ts";
import { isUnknown } from "./unknown.ts";

/** A mapping of a document whose values nobody has checked. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A container whose definition is known, if not every value in it. */
export interface KnownContainer extends ContainerFacts {
  readonly definition: Mapping;
}

/** The containers of a project whose definitions are known; {@link unknownParts} speaks of the others. */
export function knownContainers(project: ProjectFacts): KnownContainer[] {
  const containers = containersOf(project);
  if (isUnknown(containers)) return [];
  return containers.flatMap((container) => (isUnknown(container.definition) ? [] : [{ ...container, definition: container.definition }]));
}

/**
 * What a rule has to leave open: the given keys of every container that are not known before the update, in whole or in
 * part, or all of it where the services themselves are not known.
 */
export function unknownParts(project: ProjectFacts, keys: readonly string[]): Problem[] {
  const containers = containersOf(project);
  if (isUnknown(containers)) return [undecided("services", `the services of ${project.service} on ${project.node}`)];
  return containers.flatMap((container) => {
    const { definition, name } = container;
    if (isUnknown(definition)) return [undecided(`services.${name}`, `the definition of ${containerLabel(container)}`)];
    return keys
      .filter((key) => holdsUnknown(definition[key]))
      .map((key) => undecided(`services.${name}.${key}`, `the ${key} of ${containerLabel(container)}`));
  });
}

/** The problem of something that is only known once the update runs. */
export function undecided(path: string, what: string): Problem {
  return { path, message: `not known before the update: ${what}`, undecided: true };
}

/** Is the value, or anything in it, not known yet? */
export function holdsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** Where a path of the project's document stands, with the path as it is shown. */
export function inDocument(project: ProjectFacts, path: DataPath): { readonly place?: Place; readonly path: string } {
  return at(project.placeOf?.(path), formatPath(path));
}

/** Where a path of a container stands, with the path as it is shown. */
export function inContainer(container: ContainerFacts, ...path: DataPath): { readonly place?: Place; readonly path: string } {
  return inDocument(container.project, ["services", container.name, ...path]);
}

/** Where a path of the project's contract stands; without a place it is shown as a part of the contract. */
export function inContract(project: ProjectFacts, path: DataPath): { readonly place?: Place; readonly path: string } {
  const place = project.placeOfContract?.(path);
  return at(place, formatPath(place === undefined ? ["contract", ...path] : path));
}

/** The value as a mapping; an empty one for anything else. */
export function mapping(value: unknown): Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Mapping) : {};
}

/** The value as a list; an empty one for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text, numbers included; undefined for anything else and for what is not known yet. */
export function text(value: unknown): string | undefined {
  return (typeof value === "string" && !isUnknown(value)) || typeof value === "number" ? String(value) : undefined;
}

/** The texts of a list. */
export function texts(value: unknown): string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

function at(place: Place | undefined, path: string): { readonly place?: Place; readonly path: string } {
  return { ...(place === undefined ? {} : { place }), path };
}
