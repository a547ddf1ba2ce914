import { formatPath, type DataPath } from "../data-path.ts";
import type { Problem } from "../problem.ts";
import type { ProjectFacts } from "./facts.ts";
import { capability, type NodeProjects } from "./node-facts.ts";
import { inDocument, mapping, undecided } from "./parts.ts";
import { isUnknown } from "./unknown.ts";
import { composeV1, type V1Shape } from "./compose-v1-shape.ts";

/**
 * A document for a node with docker-compose 1.29.2 holds nothing that version does not know; it would refuse the whole
 * document at the deployment. (Requirement D3; the attributes are those of its `compose_spec.json`.)
 */
export function composeV1Document(node: NodeProjects): Problem[] {
  const engine = capability(node, "container_engine");
  const compose = isUnknown(engine) ? engine : engine?.compose;
  if (isUnknown(compose)) return [undecided(node.node, `the Compose generation of ${node.node}`)];
  return compose === "v1" ? node.projects.flatMap(check) : [];
}

function check(project: ProjectFacts): Problem[] {
  const { document } = project;
  if (isUnknown(document)) return [undecided("document", `the document of ${project.service} on ${project.node}`)];
  return walk(document, composeV1, []).map(({ path, value }) => ({
    ...inDocument(project, path),
    message: `${project.service} on ${project.node} uses ${value}, which docker-compose 1.29.2 does not know`,
    allowed: "what docker-compose 1.29.2 reads",
    fix: `remove ${formatPath(path.slice(-1))}, or write it as 1.29.2 can`,
  }));
}

interface Unreadable {
  readonly path: DataPath;
  readonly value: string;
}

function walk(value: unknown, shape: V1Shape, path: DataPath): Unreadable[] {
  if (isUnknown(value) || value === null || value === undefined) return [];
  if (shape === "any") return [];
  if ("refuse" in shape) return shape.refuse(value) ? [{ path, value: `${String(path.at(-1))}: ${JSON.stringify(value)}` }] : [];
  if ("each" in shape) {
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(mapping(value));
    return entries.flatMap(([key, item]) => walk(item, shape.each, [...path, key]));
  }
  return Object.entries(mapping(value)).flatMap(([key, item]) => {
    const known = shape.keys[key];
    if (known !== undefined) return walk(item, known, [...path, key]);
    return key.startsWith("x-") ? [] : [{ path: [...path, key], value: key }];
  });
}
