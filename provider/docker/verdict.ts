import { differences as changesBetween } from "../rpc/difference.ts";
import type { PropertyPath } from "../rpc/property-path.ts";
import type { PropertyMap } from "../rpc/property-value.ts";
import type { Difference } from "./difference.ts";
import { namedJobs } from "./jobs.ts";
import { isJsonMap, textOf } from "./json.ts";
import type { JsonMap } from "./json.ts";
import { plain } from "./patch.ts";
import { enforcedProject } from "../kinds/project/read.ts";
import type { NodeSnapshot } from "./snapshot.ts";

/** How a project stands; an unreachable node and an error are the caller's, who got an exception instead of a snapshot. */
export type Verdict =
  | { readonly kind: "in-sync" }
  /** The node is as the last `up` left it, or already as git wants it: work for an `up`, no alarm. */
  | { readonly kind: "pending"; readonly changes: readonly PropertyPath[] }
  /** Somebody or something changed the node. */
  | { readonly kind: "drifted"; readonly differences: readonly Difference[] };

/**
 * Declared, applied and enforced, compared without an engine: what a quick look at a whole site needs.
 * @param declared the inputs of a `homelab:compose:Project` as the program makes them, completed by the provider's check
 * @param applied those the last `up` recorded in the state; undefined when it was never brought up
 */
export function verdictOf(declared: PropertyMap, applied: PropertyMap | undefined, snapshot: NodeSnapshot): Verdict {
  if (applied === undefined) return { kind: "pending", changes: [[]] };
  const changes = changesBetween(applied, declared).map(({ path }) => path);
  const found = differencesOf(applied, snapshot);
  if (found.length === 0) return changes.length === 0 ? { kind: "in-sync" } : { kind: "pending", changes };
  // An `up` that was cut off before it could record itself, or one by hand from the same commit.
  if (changes.length > 0 && differencesOf(declared, snapshot).length === 0) return { kind: "pending", changes };
  return { kind: "drifted", differences: found };
}

/** Differences by the Compose service they are about; under the empty name those of the project as a whole. */
export function byService(found: readonly Difference[]): Map<string, Difference[]> {
  const groups = new Map<string, Difference[]>();
  for (const difference of found) {
    const [first, second, third] = difference.path;
    const name = first === "status" ? second : first === "document" && second === "services" ? third : undefined;
    const key = typeof name === "string" ? name : "";
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return groups;
}

function differencesOf(inputs: PropertyMap, snapshot: NodeSnapshot): readonly Difference[] {
  const { value, secrets } = plain(inputs);
  const document: JsonMap = isJsonMap(value["document"]) ? value["document"] : {};
  const files = value["files"] === undefined ? {} : { files: value["files"] };
  return enforcedProject(
    {
      project: textOf(value["project"]) ?? "",
      service: textOf(value["service"]) ?? "",
      document,
      ...files,
      jobs: namedJobs(value["contract"]),
      secrets,
    },
    snapshot,
  ).differences;
}
