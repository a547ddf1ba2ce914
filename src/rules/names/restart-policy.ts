import { hasVariables } from "../../../compose/index.ts";
import { restartPolicyOf, restartPolicyText } from "../../../compose/values/restart-policy.ts";
import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { holdsUnknown, inContainer, knownContainers, list, mapping, text, undecided, unknownParts, type KnownContainer } from "../parts.ts";

/** What a container has where its contract says nothing. (Seed 000, "Always restart: unless-stopped".) */
export const usualPolicy = "unless-stopped";

/** A container is restarted as its contract says; `unless-stopped` where it says nothing. What Compose enforces is what counts. */
export function restartPolicy(project: ProjectFacts): Problem[] {
  return [...knownContainers(project).flatMap(check), ...unknownParts(project, ["restart", "deploy"])];
}

function check(container: KnownContainer): Problem[] {
  const { project, definition, name } = container;
  if (holdsUnknown(definition["deploy"])) return [];
  const wanted = wantedPolicy(project, name);
  const deployed = mapping(definition["deploy"])["restart_policy"];
  const byDeploy = typeof deployed === "object" && deployed !== null;
  const given = byDeploy ? mapping(deployed)["condition"] : definition["restart"];
  const condition = text(given);
  if (condition === undefined && given !== undefined) return [];
  const enforced = restartPolicyText(restartPolicyOf(definition));
  // The two generations of Compose read a restart_policy without a condition as always and as no.
  const fits = enforced === wanted || (isJob(project, name) && /^on-failure(:|$)/.test(enforced));
  if (fits && !(byDeploy && given === undefined)) return [];
  if (holdsUnknown(project.contract)) return [undecided("contract", `the contract of ${project.service}`)];
  return [
    {
      ...inContainer(container, ...(byDeploy ? ["deploy", "restart_policy"] : ["restart"])),
      message: byDeploy ? wordsOfDeploy(container, condition) : wordsOfRestart(container, condition),
      allowed: `${wanted}, as ${wanted === usualPolicy ? "everywhere" : "the contract says"}`,
      fix: `${byDeploy ? "remove deploy.restart_policy and " : ""}write restart: ${wanted}, or add the exception with its reason to restart_exceptions of services/${project.service}/service.yaml`,
    },
  ];
}

function wordsOfRestart(container: KnownContainer, given: string | undefined): string {
  const label = containerLabel(container);
  if (given === undefined) return `${label} has no restart policy, so it stays down after a crash or a reboot`;
  if (hasVariables(given)) return `the restart policy of ${label} is the variable ${given}, so its node's .env decides it`;
  return `${label} has restart: ${given}`;
}

function wordsOfDeploy(container: KnownContainer, condition: string | undefined): string {
  const label = containerLabel(container);
  const other = text(container.definition["restart"]);
  const wins = other === undefined ? "" : `, which wins over restart: ${other}`;
  if (condition === undefined)
    return `${label} has a deploy.restart_policy without a condition${wins}: Compose 2 and newer never restart it, 1.29 always does`;
  if (hasVariables(condition)) return `the restart policy of ${label} is the variable ${condition}, so its node's .env decides it`;
  return `${label} has deploy.restart_policy.condition: ${condition}${wins}`;
}

/** What the contract calls a job is to end, so nothing may start it for ever. */
function isJob(project: ProjectFacts, service: string): boolean {
  return list(mapping(project.contract)["jobs"]).includes(service);
}

function wantedPolicy(project: ProjectFacts, service: string): string {
  const contract = mapping(project.contract);
  const exception = list(contract["restart_exceptions"])
    .map(mapping)
    .find((entry) => entry["service"] === service);
  return text(exception?.["policy"]) ?? (isJob(project, service) ? "no" : (text(contract["restart_policy"]) ?? usualPolicy));
}
