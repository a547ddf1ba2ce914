import type { DataPath } from "../../../compose/data-path.ts";
import { isAllowed } from "../contract-parts.ts";
import { containersOf, type ProjectFacts } from "../facts.ts";
import { holdsUnknown, list, mapping, text } from "../parts.ts";
import { isUnknown } from "../unknown.ts";
import type { Allow, At, NamedPath, NotUsed, Opened } from "./attribute.ts";
import { holdsSocket } from "./node-path.ts";
import { isVariable } from "./values.ts";
import { mayOpen, walk, type Met } from "./walk.ts";

/** A value of a document that opens something, or that nothing here uses. */
export interface Finding extends Opened {
  readonly path: DataPath;
  /** The containers that have it; none for what no container uses. */
  readonly containers: readonly string[];
}

/** A path of the node that a document names, with who gets it. */
export interface FoundPath extends NamedPath {
  readonly path: DataPath;
  readonly containers: readonly string[];
}

/** What the table says about one document, whatever its contract asks for. */
export interface Reading {
  readonly findings: readonly Finding[];
  readonly paths: readonly FoundPath[];
  /** Places that may open something and are not known yet. */
  readonly open: readonly DataPath[];
}

const readings = new WeakMap<ProjectFacts, Reading>();

/** Reads a document with the table; once for all who ask. */
export function readingOf(project: ProjectFacts): Reading {
  const known = readings.get(project) ?? read(project);
  readings.set(project, known);
  return known;
}

function read(project: ProjectFacts): Reading {
  const findings: Finding[] = [];
  const paths: FoundPath[] = [];
  const open: DataPath[] = [];
  for (const met of walk(project)) {
    const { entry, value, at, pattern } = met;
    if (isUnknown(value) && entry?.kind !== "not used") {
      if (mayOpen(pattern)) open.push(at.path);
      continue;
    }
    if (entry === undefined) findings.push({ ...unlisted(met), path: at.path, containers: owners(at) });
    else if (entry.kind === "not used") findings.push({ ...notUsed(entry, at), path: at.path, containers: owners(at) });
    else if (entry.kind === "power") {
      if (holdsUnknown(value)) open.push(at.path);
      const judged = entry.judge?.(value, at) ?? [];
      const named = entry.paths?.(value, at) ?? [];
      findings.push(...judged.map((opened) => ({ ...opened, path: [...at.path, ...(opened.below ?? [])], containers: owners(at) })));
      paths.push(...named.map((one) => ({ ...one, path: [...at.path, ...(one.below ?? [])], containers: owners(at) })));
    }
  }
  findings.push(...paths.flatMap(socket));
  return { findings, paths, open };
}

/** Whoever can open the engine's socket can start a container that is privileged. */
function socket({ text: source, path, containers }: FoundPath): Finding[] {
  const holds = isVariable(source) ? undefined : holdsSocket(source);
  if (holds === undefined) return [];
  const mount = path[2] === "volumes" && path[0] === "services";
  const verb = mount ? "mounts" : "is given";
  const what = holds === "itself" ? `${verb} the engine's socket ${source}` : `${verb} ${source}, which holds the engine's socket`;
  const whole = mount ? path.slice(0, 4) : path;
  return [{ allow: "docker-socket", what, path: whole, containers }];
}

function unlisted({ at }: Met): Opened {
  const key = String(at.path.at(-1));
  return { what: `has ${JSON.stringify(key)}, which the table of attributes does not list`, fix: "remove it" };
}

function notUsed({ reason, fix }: NotUsed, { path }: At): Opened {
  return { what: `has ${String(path.at(-1))}, which is not used here: ${reason}`, fix };
}

/** The container that an attribute belongs to, or those that use the network, volume, config or secret. */
function owners({ container, path, project }: At): string[] {
  if (container !== undefined) return [container];
  const [kind, key] = path;
  if (typeof kind !== "string" || typeof key !== "string") return [];
  const containers = containersOf(project);
  if (isUnknown(containers)) return [];
  return containers.filter(({ definition }) => !isUnknown(definition) && uses(definition[kind], key)).map(({ name }) => name);
}

function uses(value: unknown, key: string): boolean {
  if (!Array.isArray(value)) return Object.hasOwn(mapping(value), key);
  return list(value).some((item) => {
    const source = text(item) ?? text(mapping(item)["source"]);
    // A variable may name any of them.
    return source === key || isVariable(source);
  });
}

/** Does the contract ask for the privilege for everybody who has it? What nobody uses needs the privilege of one. */
export function isGranted(project: ProjectFacts, containers: readonly string[], allow: Allow, item?: string): boolean {
  if (containers.length > 0) return containers.every((name) => isAllowed(project, name, allow, item));
  const all = containersOf(project);
  return !isUnknown(all) && all.some(({ name }) => isAllowed(project, name, allow, item));
}

/** `outline/outline-postgres on VPS`, `the document of outline on VPS`. */
export function subject({ service, node }: ProjectFacts, containers: readonly string[]): string {
  if (containers.length === 0) return `the document of ${service} on ${node}`;
  return `${containers.map((name) => (name === service ? service : `${service}/${name}`)).join(", ")} on ${node}`;
}
