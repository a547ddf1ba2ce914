import { formatPath, type DataPath } from "../../../compose/data-path.ts";
import type { ProjectFacts } from "../facts.ts";
import { list, mapping, text } from "../parts.ts";

/**
 * Does the contract say, with a reason, that what stands at this path is no secret (`runtime.not_secrets`)? The path is one
 * of the document (`services.web.environment.PUBLIC_KEY`), of the contract (`contract.runtime…`) or of a placed file
 * (`files/site.conf`).
 */
export function isMarked(project: ProjectFacts, path: DataPath | string): boolean {
  const shown = typeof path === "string" ? path : formatPath(path);
  return list(mapping(mapping(project.contract)["runtime"])["not_secrets"])
    .map(mapping)
    .some((entry) => entry["path"] === shown && (text(entry["reason"]) ?? "").trim() !== "");
}

/** How a false positive is marked, for the end of a message. */
export function markHint(project: ProjectFacts, path: DataPath | string): string {
  const shown = typeof path === "string" ? path : formatPath(path);
  return `if it is none, add {path: ${shown}, reason: …} to runtime.not_secrets of services/${project.service}/service.yaml`;
}
