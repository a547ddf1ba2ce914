import type { DeploymentParts, InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import { composeServices, inDocument } from "./document.ts";

const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A container is called as its Compose service, in kebab-case, and once on its node. (Requirement A8.) */
export function checkContainerNames(parts: InventoryParts): Problem[] {
  const first = new Map<string, DeploymentParts>();
  return parts.deployments.flatMap((deployment) =>
    [...composeServices(deployment)].flatMap(([name, definition]) => {
      const given = definition["container_name"];
      const containerName = typeof given === "string" ? given : undefined;
      return [
        ...checkName(deployment, name, containerName),
        ...checkUnique(deployment, name, containerName ?? name, first),
      ];
    }),
  );
}

function checkName(deployment: DeploymentParts, name: string, containerName: string | undefined): Problem[] {
  if (!kebab.test(name)) {
    const message = `the Compose service ${name} of ${deployment.service.name} is not in kebab-case`;
    return [{ ...inDocument(deployment, ["services", name]), message, allowed: "names like outline-postgres" }];
  }
  if (containerName === name) return [];
  const where = inDocument(deployment, ["services", name, "container_name"]);
  if (containerName === undefined) {
    const message = `${name} has no container_name, so Compose would call it ${deployment.service.name}-${name}-1`;
    return [{ ...where, message, fix: `add container_name: ${name}` }];
  }
  return [{ ...where, message: `the container of ${name} is called ${containerName}`, allowed: name }];
}

function checkUnique(
  deployment: DeploymentParts,
  name: string,
  containerName: string,
  first: Map<string, DeploymentParts>,
): Problem[] {
  const key = `${deployment.node.name}/${containerName}`;
  const other = first.get(key);
  if (other === undefined) {
    first.set(key, deployment);
    return [];
  }
  const services = other === deployment ? `twice in ${deployment.service.name}` : `in ${other.service.name} and in ${deployment.service.name}`;
  return [
    {
      ...inDocument(deployment, ["services", name]),
      message: `${deployment.node.name} would have two containers called ${containerName}: ${services}`,
      fix: `give one of them another name, such as ${deployment.service.name}-${containerName}`,
    },
  ];
}
