import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { inContainer, knownContainers, text, unknownParts, type KnownContainer } from "../parts.ts";

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A container is called as its Compose service, in kebab-case. (Seed 000, "Container names must match service names".) */
export function containerNames(project: ProjectFacts): Problem[] {
  return [...knownContainers(project).flatMap(check), ...unknownParts(project, ["container_name"])];
}

function check(container: KnownContainer): Problem[] {
  const { name, project, definition } = container;
  if (!kebab.test(name)) {
    const message = `the Compose service ${name} of ${project.service} is not in kebab-case`;
    return [{ ...inContainer(container), message, allowed: "names like outline-postgres", fix: "rename the Compose service" }];
  }
  const given = definition["container_name"];
  if (given !== undefined && text(given) === undefined) return [];
  const containerName = text(given);
  if (containerName === name) return [];
  const where = inContainer(container, "container_name");
  const fix = containerName === undefined ? `add container_name: ${name}` : `write container_name: ${name}`;
  const message =
    containerName === undefined
      ? `${name} has no container_name, so Compose would call it ${project.service}-${name}-1`
      : `the container of ${name} is called ${containerName}`;
  return [{ ...where, message, ...(containerName === undefined ? {} : { allowed: name }), fix }];
}
