import { formatPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { capability, type NodeProjects } from "../node-facts.ts";
import { holdsUnknown, inDocument, mapping, text, texts, undecided } from "../parts.ts";
import { isUnknown } from "../unknown.ts";
import { decideHostPath, decideNetwork, decideVolume, type Refusal, type Surroundings } from "./host-path.ts";
import { readingOf, subject } from "./powers.ts";

/**
 * Every path of a node that a document names, and every volume, is the service's own, declared as its data where the node keeps
 * data, or shared with a service that says the same; all else needs the privilege `host-files`.
 */
export function hostPaths(node: NodeProjects): Problem[] {
  const roots = capability(node, "data_roots");
  return node.projects.flatMap((project) => {
    const around: Surroundings = {
      project,
      dataRoots: isUnknown(roots) ? [] : texts(roots),
      neighbours: node.projects.filter((one) => one !== project),
    };
    const found = [
      ...paths(project, around),
      ...named(project, "volumes", (name) => decideVolume(name, around)),
      ...named(project, "networks", (name) => decideNetwork(name, around)),
    ];
    const waits = [
      ...(found.length > 0 && holdsUnknown(roots) ? [undecided(node.node, `the data roots of ${node.node}`)] : []),
      ...(found.length > 0 && holdsUnknown(project.contract) ? [undecided("contract", `the contract of ${project.service}`)] : []),
    ];
    const open = readingOf(project)
      .open.filter(
        ([kind, , key]) => kind !== "services" || key === undefined || ["volumes", "env_file", "label_file"].includes(String(key)),
      )
      .map((path) => undecided(formatPath(path), `${formatPath(path)} of ${project.service} on ${project.node}`));
    return [...(waits.length > 0 ? waits : found), ...open];
  });
}

function paths(project: ProjectFacts, around: Surroundings): Problem[] {
  return readingOf(project).paths.flatMap((asked) => problem(project, asked.path, asked.containers, decideHostPath(asked, around)));
}

/** What a document calls its own and what the node knows under that name. */
function named(project: ProjectFacts, kind: "volumes" | "networks", decide: (name: string) => Refusal | undefined): Problem[] {
  return Object.entries(mapping(mapping(project.document)[kind])).flatMap(([key, value]) => {
    if (holdsUnknown(value)) return [undecided(`${kind}.${key}`, `${kind}.${key} of ${project.service} on ${project.node}`)];
    const { name: said, external } = mapping(value);
    const name = text(said) ?? text(mapping(external)["name"]);
    const full = name ?? (external === undefined || external === false ? `${project.service}_${key}` : key);
    return problem(project, [kind, key, ...(text(said) === undefined ? [] : ["name"])], [], decide(full));
  });
}

function problem(
  project: ProjectFacts,
  path: readonly (string | number)[],
  containers: readonly string[],
  refusal: Refusal | undefined,
): Problem[] {
  if (refusal === undefined) return [];
  const { what, allowed, fix } = refusal;
  return [{ ...inDocument(project, path), message: `${subject(project, containers)} ${what}`, allowed, fix }];
}
