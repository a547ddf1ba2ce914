import { compareText } from "../../compose/compare-text.ts";
import type { ContainerInspect } from "./engine.ts";
import type { EnvDialect } from "./env-file.ts";
import { member, numberOf, textOf, at } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";
import type { NodeSnapshot } from "./snapshot.ts";

const PROJECT = "com.docker.compose.project";
const SERVICE = "com.docker.compose.service";

/** The containers of one Compose project on a node. */
export interface ProjectContainers {
  /** By service, the right one first. Empty when there is none. */
  readonly ofService: ReadonlyMap<string, readonly ContainerInspect[]>;
  /** Those that carry the project's label and that nobody declares, one-off runs among them. */
  readonly extra: readonly ContainerInspect[];
  /** Services whose container carries no label of the project: somebody made it by hand. */
  readonly foreign: ReadonlySet<string>;
}

/** Finds what belongs to a project: by Compose's labels first, then by the declared name. */
export function containersOf(snapshot: NodeSnapshot, project: string, services: JsonMap): ProjectContainers {
  const labelled = ofProjects(snapshot).get(project) ?? [];
  const ofService = new Map<string, readonly ContainerInspect[]>();
  const foreign = new Set<string>();
  const taken = new Set<string>();
  for (const [key, service] of Object.entries(services)) {
    const count = replicasOf(service);
    const name = textOf(member(service, "container_name"));
    const own = labelled
      .filter((container) => labelOf(container, SERVICE) === key && !isOneOff(container))
      .sort((a, b) => rank(b, name) - rank(a, name) || compareText(b.Created ?? "", a.Created ?? ""));
    let found = own.slice(0, Math.max(count, 0));
    if (found.length === 0 && name !== undefined && count > 0) {
      // One that carries the project's label is the project's own: of a service that was renamed, and so among the extra ones.
      found = snapshot.engine.containers.filter((container) => container.Name === `/${name}` && !isOwn(container, project));
      if (found.length > 0) foreign.add(key);
    }
    for (const { Id } of found) taken.add(Id);
    ofService.set(key, found);
  }
  return { ofService, foreign, extra: labelled.filter(({ Id }) => !taken.has(Id)) };
}

/** Somebody's running `docker compose run` is nobody's service, whatever its labels say. */
function isOwn(container: ContainerInspect, project: string): boolean {
  return labelOf(container, PROJECT) === project && !(isOneOff(container) && container.State?.Running === true);
}

/** Whether `docker compose run` made it. */
export function isOneOff(container: ContainerInspect): boolean {
  return labelOf(container, "com.docker.compose.oneoff") === "True";
}

const sorted = new WeakMap<NodeSnapshot, ReadonlyMap<string, readonly ContainerInspect[]>>();

/** The containers of each project by their labels; sorted once for all projects of a node. */
function ofProjects(snapshot: NodeSnapshot): ReadonlyMap<string, readonly ContainerInspect[]> {
  let projects = sorted.get(snapshot);
  if (projects === undefined) {
    projects = Map.groupBy(snapshot.engine.containers, (container) => labelOf(container, PROJECT) ?? "");
    sorted.set(snapshot, projects);
  }
  return projects;
}

/** How many containers a service should have. @default 1 */
export function replicasOf(service: Json): number {
  return numberOf(member(service, "scale")) ?? numberOf(at(service, "deploy", "replicas")) ?? 1;
}

/** Whether a plain `up` starts the service: with profiles it does not. */
export function isOptional(service: Json): boolean {
  const profiles = member(service, "profiles");
  return Array.isArray(profiles) && profiles.length > 0;
}

/** The version of Compose that made a container; undefined when it was not Compose. */
export function composeVersionOf(container: ContainerInspect | undefined): string | undefined {
  return labelOf(container, "com.docker.compose.version");
}

/** The rules of the Compose that made a container: those of 1.29 or those of everything newer. */
export function composeDialectOf(container: ContainerInspect | undefined): EnvDialect {
  return composeVersionOf(container)?.startsWith("1.") === true ? "v1" : "v2";
}

/** The name without the slash. */
export function nameOf(container: ContainerInspect): string {
  return (container.Name ?? "").replace(/^\//, "");
}

function labelOf(container: ContainerInspect | undefined, label: string): string | undefined {
  const labels = container?.Config?.Labels ?? {};
  return Object.hasOwn(labels, label) ? labels[label] : undefined;
}

function rank(container: ContainerInspect, name: string | undefined): number {
  return (name !== undefined && nameOf(container) === name ? 2 : 0) + (container.State?.Running === true ? 1 : 0);
}
