import { at, isJsonMap, textOf } from "../../provider/docker/json.ts";
import type { Json } from "../../provider/docker/json.ts";
import type { PlannedResource } from "../preview/plan.ts";
import { compareText } from "../../compose/compare-text.ts";

/** What of one Compose project a plan is bound to. */
export interface ProjectScope {
  readonly project: string;
  readonly service: string;
  /** Containers by the names that the document gives them: one that was made by hand carries no label. */
  readonly containers: readonly string[];
  /** Files from git, by path below the project directory. */
  readonly files: readonly string[];
  /** Volumes and networks by their names on the engine, as far as the document names them. */
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

/** What of one node a plan is bound to. */
export interface NodeScope {
  readonly projects: readonly ProjectScope[];
  /** Folders of the layout, by path below its root. */
  readonly folders: readonly string[];
  /** Volumes that are resources of their own. */
  readonly volumes: readonly string[];
}

interface Collected {
  readonly projects: Map<string, ProjectScope>;
  readonly folders: Set<string>;
  readonly volumes: Set<string>;
}

/**
 * What of every node a plan is about: all that its resources name, before and after, whether they change or not. What else is
 * on a node (a container that somebody started beside ours) is not a plan's business.
 */
export function scopeOf(resources: readonly PlannedResource[]): Record<string, NodeScope> {
  const nodes = new Map<string, Collected>();
  const of = (node: string): Collected => {
    const known = nodes.get(node) ?? { projects: new Map<string, ProjectScope>(), folders: new Set<string>(), volumes: new Set<string>() };
    nodes.set(node, known);
    return known;
  };
  for (const { type, urn, step } of resources) {
    for (const state of [step.old, step.new]) {
      const inputs = state?.inputs as Json | undefined;
      if (!isJsonMap(inputs)) continue;
      const node = textOf(inputs["node"]) ?? "";
      if (type === "homelab:compose:Project" && node !== "") {
        const found = projectScope(inputs);
        const { projects } = of(node);
        const known = projects.get(found.project);
        projects.set(found.project, known === undefined ? found : joined(known, found));
      } else if (type === "homelab:node:Layout" && node !== "") {
        for (const folder of keysOf(inputs["folders"])) of(node).folders.add(folder);
      } else if (type === "docker:index/volume:Volume") {
        const volume = textOf(inputs["name"]);
        const owner = urn.split("::").slice(3).join("::").split("/")[0] ?? "";
        if (volume !== undefined && owner !== "") of(owner).volumes.add(volume);
      }
    }
  }
  const sorted = [...nodes].sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(
    sorted.map(([node, { projects, folders, volumes }]) => [
      node,
      {
        projects: [...projects.values()].sort((a, b) => compareText(a.project, b.project)),
        folders: [...folders].sort(),
        volumes: [...volumes].sort(),
      },
    ]),
  );
}

function projectScope(inputs: Json): ProjectScope {
  const project = textOf(at(inputs, "project")) ?? "";
  const document = at(inputs, "document");
  const named = (section: string): string[] =>
    Object.entries(mapOf(at(document, section))).map(
      ([key, value]) => textOf(at(value, "name")) ?? (at(value, "external") === true ? key : `${project}_${key}`),
    );
  const services = Object.values(mapOf(at(document, "services")));
  return {
    project,
    service: textOf(at(inputs, "service")) ?? "",
    containers: services.flatMap((service) => textOf(at(service, "container_name")) ?? []).sort(),
    files: keysOf(at(inputs, "files")),
    volumes: named("volumes").sort(),
    networks: named("networks").sort(),
  };
}

function joined(a: ProjectScope, b: ProjectScope): ProjectScope {
  const both = (key: "containers" | "files" | "volumes" | "networks"): string[] => [...new Set([...a[key], ...b[key]])].sort();
  return {
    project: a.project,
    service: b.service,
    containers: both("containers"),
    files: both("files"),
    volumes: both("volumes"),
    networks: both("networks"),
  };
}

function mapOf(value: Json | undefined): Readonly<Record<string, Json>> {
  return isJsonMap(value) ? value : {};
}

function keysOf(value: Json | undefined): string[] {
  return Object.keys(mapOf(value)).sort();
}
