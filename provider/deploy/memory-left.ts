import type { Problem } from "../../compose/problem.ts";
import { parseSize, SizeError } from "../../compose/values/size.ts";
import { at, isJsonMap, textOf } from "../docker/json.ts";
import type { Json } from "../docker/json.ts";
import type { Circumstances } from "./circumstances.ts";

/** The sum of all limits on the node must fit into its memory; a project that takes no more than before is let through. */
export function memoryProblems({ declared, enforced, snapshot }: Circumstances): Problem[] {
  const total = snapshot.memoryTotalKiB;
  const services = declared.document["services"];
  if (total === undefined || !isJsonMap(services)) return [];
  const own = new Set([...[...enforced.containers.ofService.values()].flat(), ...enforced.containers.extra].map(({ Id }) => Id));
  const limitOf = (ids: (id: string) => boolean): number =>
    snapshot.engine.containers
      .filter(({ Id, State: state }) => ids(Id) && state?.Running === true)
      .reduce((sum, { HostConfig: host }) => sum + (host?.Memory ?? 0), 0);
  const before = limitOf((id) => own.has(id));
  const others = limitOf((id) => !own.has(id));
  const wanted = Object.values(services).reduce<number>((sum, service) => sum + declaredLimit(service), 0);
  if (wanted <= before || others + wanted <= total * 1024) return [];
  const mib = (bytes: number): number => Math.ceil(bytes / 1024 / 1024);
  return [
    {
      path: "document.services",
      message: `its limits of ${mib(wanted)} MiB do not fit beside the ${mib(others)} MiB of the other containers`,
      allowed: `at most ${Math.floor(total / 1024)} MiB together, which is the node's memory`,
      fix: "lower mem_limit or move a service",
    },
  ];
}

/** In bytes; a limit with a variable, or none, counts as nothing here: the budget rules look at those. */
function declaredLimit(service: Json): number {
  const limit = textOf(at(service, "mem_limit")) ?? textOf(at(service, "deploy", "resources", "limits", "memory"));
  if (limit === undefined || limit.includes("$")) return 0;
  try {
    return Number(parseSize(limit));
  } catch (error) {
    if (error instanceof SizeError) return 0;
    throw error;
  }
}
