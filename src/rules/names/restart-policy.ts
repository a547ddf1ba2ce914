import { hasVariables } from "../../../compose/index.ts";
import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { holdsUnknown, inContainer, knownContainers, list, mapping, text, undecided, unknownParts, type KnownContainer } from "../parts.ts";

/** What a container has where its contract says nothing. (Seed 000, "Always restart: unless-stopped".) */
export const usualPolicy = "unless-stopped";

/** A container is restarted as its contract says; `unless-stopped` where it says nothing. */
export function restartPolicy(project: ProjectFacts): Problem[] {
  return [...knownContainers(project).flatMap(check), ...unknownParts(project, ["restart"])];
}

function check(container: KnownContainer): Problem[] {
  const { project, definition, name } = container;
  const wanted = wantedPolicy(project, name);
  const given = text(definition["restart"]);
  if (given === undefined && definition["restart"] !== undefined) return [];
  if (given === wanted) return [];
  if (holdsUnknown(project.contract)) return [undecided("contract", `the contract of ${project.service}`)];
  const label = containerLabel(container);
  const message =
    given === undefined
      ? `${label} has no restart policy, so it stays down after a crash or a reboot`
      : hasVariables(given)
        ? `the restart policy of ${label} is the variable ${given}, so its node's .env decides it`
        : `${label} has restart: ${given}`;
  return [
    {
      ...inContainer(container, "restart"),
      message,
      allowed: `${wanted}, as ${wanted === usualPolicy ? "everywhere" : "the contract says"}`,
      fix: `write restart: ${wanted}, or add the exception with its reason to restart_exceptions of services/${project.service}/service.yaml`,
    },
  ];
}

function wantedPolicy(project: ProjectFacts, service: string): string {
  const contract = mapping(project.contract);
  const exception = list(contract["restart_exceptions"])
    .map(mapping)
    .find((entry) => entry["service"] === service);
  return text(exception?.["policy"]) ?? text(contract["restart_policy"]) ?? usualPolicy;
}
