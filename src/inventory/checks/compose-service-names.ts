import type { DeploymentParts, InventoryParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { Contract } from "../schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";
import type { DataPath } from "../../../compose/data-path.ts";
import { inContract } from "./contract-place.ts";
import { composeServices } from "./document.ts";

/** Every Compose service that a contract names is in its document; a promise about nothing is a misspelt one. */
export function checkComposeServiceNames(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) => {
    const deployments = parts.deployments.filter((one) => one.service === service);
    // An override may add a Compose service on one node only, so the contract may name what any of them has.
    if (service.contract === undefined || deployments.length === 0 || deployments.some((one) => one.resolved === undefined)) return [];
    return unknownNames(service, service.contract, deployments);
  });
}

function unknownNames(service: ServiceParts, contract: Contract, deployments: readonly DeploymentParts[]): Problem[] {
  const known = new Set(deployments.flatMap((deployment) => [...composeServices(deployment).keys()]));
  return namesIn(contract)
    .filter(({ name }) => !known.has(name))
    .map(({ name, path }) => {
      const suggestion = suggest(name, known);
      return {
        ...inContract(service, path),
        message: `there is no Compose service ${name} in ${service.folder}/docker-compose.yml`,
        allowed: [...known].join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    });
}

function namesIn(contract: Contract): { name: string; path: DataPath }[] {
  const { healthcheck, jobs, persistence, placement, privileges, public_names, restart_exceptions } = contract;
  const entries = (list: readonly { service: string }[], ...path: string[]) =>
    list.map(({ service }, index) => ({ name: service, path: [...path, index, "service"] }));
  const health = healthcheck.type === "container" ? (healthcheck.services ?? []) : [];
  return [
    ...entries(public_names, "public_names"),
    ...health.map((name, index) => ({ name, path: ["healthcheck", "services", index] })),
    ...(jobs ?? []).map((name, index) => ({ name, path: ["jobs", index] })),
    ...entries(restart_exceptions, "restart_exceptions"),
    ...entries(persistence.paths, "persistence", "paths"),
    ...entries(placement.exceptions, "placement", "exceptions"),
    ...entries(privileges, "privileges"),
  ];
}
