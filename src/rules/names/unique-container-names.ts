import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { inContainer, knownContainers, text, unknownParts } from "../parts.ts";

/** A container's name is given away once on its node: the engine could not make the second one. (Requirement A8.) */
export function uniqueContainerNames(node: { readonly projects: readonly ProjectFacts[] }): Problem[] {
  const first = new Map<string, ProjectFacts>();
  const problems: Problem[] = [];
  for (const project of node.projects) {
    for (const container of knownContainers(project)) {
      const containerName = text(container.definition["container_name"]) ?? container.name;
      const other = first.get(containerName);
      if (other === undefined) {
        first.set(containerName, project);
        continue;
      }
      const services = other === project ? `twice in ${project.service}` : `in ${other.service} and in ${project.service}`;
      problems.push({
        ...inContainer(container),
        message: `${project.node} would have two containers called ${containerName}: ${services}`,
        fix: `give one of them another name, such as ${project.service}-${containerName}`,
      });
    }
    problems.push(...unknownParts(project, ["container_name"]));
  }
  return problems;
}
