import { isOver } from "../../../provider/deploy/record.ts";
import type { RunRecord } from "../../../provider/deploy/record.ts";
import type { Difference } from "../../../provider/docker/difference.ts";
import { isJsonMap } from "../../../provider/docker/json.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { patched, plain, propertiesOf } from "../../../provider/docker/patch.ts";
import { enforcedProject } from "../../../provider/kinds/project/read.ts";
import type { NodeSnapshot } from "../../../provider/docker/snapshot.ts";
import { declaredStatus } from "../../../provider/docker/status.ts";
import { differences } from "../../../provider/rpc/difference.ts";
import type { PropertyPath } from "../../../provider/rpc/property-path.ts";
import type { ProjectReading } from "../../shared/live/read.ts";
import type { ResourceFacts } from "../verdict.ts";
import type { AppliedProject } from "./last-good.ts";

/** Whether the node's record says that this very declaration is what was applied last. */
export function isApplied({ record, declared }: ProjectReading): boolean {
  return record?.outcome === "completed" && record.mode === "deploy" && record.digest === declared.digest;
}

/** Whether a record speaks of a deployment, so that there is something that was applied. */
export function wasDeployed(record: RunRecord | undefined): record is RunRecord {
  return record !== undefined && !(record.mode === "delete" && record.outcome === "completed");
}

/** The three sides of a service that was never brought up. */
export function factsOfNew({ deployment: { node, service }, declared }: ProjectReading): ResourceFacts {
  return { node, service, declared: inputsOf(declared), drift: [], changes: [[]], settled: false };
}

/**
 * The three sides of a service for which git itself is what was applied: its record says so; or there is no record and it is
 * there all the same, imported or started by hand, so that git is the only measure.
 */
export function factsOfCurrent(reading: ProjectReading): ResourceFacts {
  const { node, service } = reading.deployment;
  const declared = inputsOf(reading.declared);
  return {
    node,
    service,
    declared,
    applied: declared,
    ...enforcedSide(declared, reading.enforced.differences),
    changes: [],
    settled: false,
  };
}

/** The three sides of a service that git has moved on from, or whose last run failed. */
export function factsOfMoved(reading: ProjectReading, applied: AppliedProject, snapshot: NodeSnapshot): ResourceFacts {
  const { node, service } = reading.deployment;
  const before = inputsOf(applied);
  const declared = inputsOf(reading.declared);
  const changed = differences(propertiesOf(before), propertiesOf(declared)).flatMap(({ path }) =>
    madeExternal(before, path) ? [] : [path],
  );
  return {
    node,
    service,
    declared,
    applied: before,
    ...enforcedSide(before, enforcedProject(applied, snapshot).differences),
    // What is not in the document, such as another health check in the contract.
    changes: changed.length === 0 ? [["contract"]] : changed,
    settled: reading.enforced.differences.length === 0,
  };
}

/** A service that the node has a record of and git no longer lists: work for an `up`. */
export function factsOfForgotten(node: string, applied: AppliedProject, snapshot: NodeSnapshot): ResourceFacts {
  const before = inputsOf(applied);
  return {
    node,
    service: applied.service,
    applied: before,
    ...enforcedSide(before, enforcedProject(applied, snapshot).differences),
    changes: [[]],
    settled: false,
  };
}

/** What a person should know of a service besides its verdict. */
export function reasonOf({ record, enforced }: Pick<ProjectReading, "record" | "enforced">): string | undefined {
  if (record !== undefined && !isOver(record)) return `an \`up\` of ${record.by} is at work on it (${record.stage})`;
  if (record?.outcome === "failed" || record?.outcome === "rolled-back")
    return `the last \`up\` ${record.outcome === "failed" ? "failed" : "was rolled back"}: ${record.reason}`;
  return record === undefined && enforced.present ? "no record of an `up` on the node: compared with git" : undefined;
}

/** The enforced side by patching the differences into what they were found against, and the paths as the engine names them. */
export function enforcedSide(before: JsonMap, found: readonly Difference[]): { enforced: JsonMap; drift: readonly PropertyPath[] } {
  if (found.length === 0) return { enforced: before, drift: [] };
  const properties = propertiesOf(before);
  const after = patched(properties, found);
  return { enforced: plain(after).value, drift: differences(properties, after).map(({ path }) => path) };
}

function inputsOf({ document, files }: Pick<AppliedProject, "document" | "files">): JsonMap {
  const services = document["services"];
  return { document, files, status: declaredStatus(isJsonMap(services) ? services : {}) };
}

/** A volume that exists goes to the node as `external`, whatever git says: no change of git's. */
function madeExternal(before: JsonMap, path: PropertyPath): boolean {
  const [, section, key] = path;
  if (section !== "volumes" || typeof key !== "string" || path[0] !== "document") return false;
  const volumes = (before["document"] as JsonMap)["volumes"];
  const volume = isJsonMap(volumes) ? volumes[key] : undefined;
  return isJsonMap(volume) && volume["external"] === true;
}
