import type { ContainerInspect } from "./engine.ts";
import { nameOf, replicasOf } from "./containers.ts";
import type { ProjectContainers } from "./containers.ts";
import type { Json, JsonMap } from "./json.ts";

/** What every declared service should be. */
export const RUNNING = "running";

/** What a document asks for, by service: each that `up` starts is to run. */
export function declaredStatus(services: JsonMap): Record<string, string> {
  return Object.fromEntries(Object.entries(services).flatMap(([key, service]) => (startedByUp(service) ? [[key, RUNNING] as const] : [])));
}

/**
 * What is the case, by service, and by container for those nobody declares. `running` also for a container whose first
 * health check is still out, and for a job that ended with 0.
 */
export function enforcedStatus(found: ProjectContainers, services: JsonMap, jobs: ReadonlySet<string>): Record<string, string> {
  const status: Record<string, string> = {};
  for (const [key, service] of Object.entries(services)) {
    const containers = found.ofService.get(key) ?? [];
    if (containers.length === 0 && !startedByUp(service)) continue;
    const words = statusOf(containers, replicasOf(service), jobs.has(key));
    status[key] = found.foreign.has(key) ? `${words}, made by hand outside the project` : words;
  }
  for (const container of found.extra) {
    const name = nameOf(container);
    const key = Object.hasOwn(services, name) ? `${name} ${container.Id.slice(0, 12)}` : name;
    status[key] = `${stateOf(container, false)}, not in git`;
  }
  return status;
}

function startedByUp(service: Json): boolean {
  const profiles =
    typeof service === "object" && service !== null && !Array.isArray(service) ? (service as JsonMap)["profiles"] : undefined;
  return !(Array.isArray(profiles) && profiles.length > 0) && replicasOf(service) > 0;
}

function statusOf(containers: readonly ContainerInspect[], wanted: number, oneShot: boolean): string {
  if (containers.length === 0) return "missing";
  const states = containers.map((container) => stateOf(container, oneShot));
  const good = states.filter((state) => state === RUNNING).length;
  if (containers.length === wanted && good === wanted) return RUNNING;
  const first = states.find((state) => state !== RUNNING) ?? RUNNING;
  return wanted === 1 ? first : `${good} of ${wanted} running${first === RUNNING ? "" : `, ${first}`}`;
}

/** `running`, `unhealthy`, `paused`, `restarting`, `exited (137)`, `created`, `dead`. */
export function stateOf({ State: state }: ContainerInspect, oneShot: boolean): string {
  if (state?.Paused === true) return "paused";
  if (state?.Restarting === true) return "restarting";
  if (state?.Running === true) return state.Health?.Status === "unhealthy" ? "unhealthy" : RUNNING;
  const code = state?.ExitCode ?? 0;
  const word = state?.Status ?? "unknown";
  if (word !== "exited") return word;
  if (oneShot && code === 0) return RUNNING;
  return `exited (${code}${state?.OOMKilled === true ? ", out of memory" : ""})`;
}
