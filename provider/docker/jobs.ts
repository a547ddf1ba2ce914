import { restartPolicyOf } from "../../compose/values/restart-policy.ts";
import type { RestartDialect } from "../../compose/values/restart-policy.ts";
import { at, flagOf, isJsonList, isJsonMap, textOf } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";

/**
 * The services that are to end: having ended with 0 is as good as running for them. They say so themselves (`restart: "no"`,
 * `deploy.restart_policy.condition: none`), another service waits for their end, or the contract names them.
 * @param services variables expanded
 */
export function jobsOf(services: JsonMap, named: Iterable<string> = [], dialect: RestartDialect = "v2"): Set<string> {
  const jobs = new Set([...named].filter((name) => Object.hasOwn(services, name)));
  for (const [key, service] of Object.entries(services)) {
    if (endsByItself(service, dialect)) jobs.add(key);
    const needs = at(service, "depends_on");
    for (const [name, dependency] of Object.entries(isJsonMap(needs) ? needs : {})) if (waitsForEnd(dependency)) jobs.add(name);
  }
  return jobs;
}

/** The services that a contract calls jobs: a deployment waits until they have ended with 0. */
export function namedJobs(contract: Json | undefined): string[] {
  const jobs = at(contract, "jobs");
  return (isJsonList(jobs) ? jobs : []).flatMap((name) => textOf(name) ?? []);
}

/** Only where it is written: a service that says nothing of restarts may have been forgotten. */
function endsByItself(service: Json, dialect: RestartDialect): boolean {
  const { name, decidedBy } = restartPolicyOf(service, dialect);
  const written = decidedBy === "restart" || at(service, "deploy", "restart_policy", "condition") !== undefined;
  return name === "no" && decidedBy !== undefined && written;
}

function waitsForEnd(dependency: Json): boolean {
  return isJsonMap(dependency) && dependency["condition"] === "service_completed_successfully" && flagOf(dependency["required"]) !== false;
}
