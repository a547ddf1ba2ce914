import type { Problem } from "../../../compose/problem.ts";
import { at, isJsonList, isJsonMap, textOf } from "../../docker/json.ts";
import type { Json, JsonMap } from "../../docker/json.ts";
import { nameOnNode } from "../../docker/name-on-node.ts";
import { plain } from "../../docker/patch.ts";
import type { PropertyMap } from "../../rpc/property-value.ts";

/**
 * What a project would lose sight of if it were replaced: on another node its data is not there, and under another name its
 * volumes have other names. Nothing would be deleted, but the service would start empty, so it is refused.
 */
export function dataLeftBehind(olds: PropertyMap, news: PropertyMap): Problem[] {
  const [before, after] = [plain(olds).value, plain(news).value];
  const [node, newNode] = [textOf(before["node"]), textOf(after["node"])];
  if (node === undefined || newNode === undefined) return [];
  if (node !== newNode) {
    const data = [...persistent(before), ...volumeNames(before).map((name) => `the volume ${name}`)];
    return data.length === 0 ? [] : [refused(before, `moving it from ${node} to ${newNode}`, data)];
  }
  const kept = new Set(volumeNames(after));
  const left = volumeNames(before)
    .filter((name) => !kept.has(name))
    .map((name) => `the volume ${name}`);
  return left.length === 0
    ? []
    : [refused(before, `calling the project ${textOf(after["project"]) ?? ""} instead of ${textOf(before["project"]) ?? ""}`, left)];
}

function refused(before: JsonMap, what: string, data: readonly string[]): Problem {
  return {
    path: textOf(before["service"]) ?? "",
    message: `${what} would leave its data behind: ${[...new Set(data)].join(", ")}`,
    fix: "move the data first by a plan of its own, remove the resource from the state with `pulumi state delete`, then deploy it at its new place",
  };
}

/** What the contract calls persistent and does not let move by itself. */
function persistent(inputs: JsonMap): string[] {
  const paths = at(inputs, "contract", "persistence", "paths");
  return (isJsonList(paths) ? paths : []).flatMap((entry) => {
    if (textOf(at(entry, "migrate")) === "allowed") return [];
    const volume = textOf(at(entry, "name"));
    return volume === undefined ? [textOf(at(entry, "source")) ?? ""] : [`the volume ${volume}`];
  });
}

/** The full names of the volumes that the document mounts. */
function volumeNames(inputs: JsonMap): string[] {
  const volumes: Json | undefined = at(inputs, "document", "volumes");
  return Object.keys(isJsonMap(volumes) ? volumes : {}).map((key) =>
    nameOnNode("volumes", key, inputs["document"] ?? null, textOf(inputs["project"]) ?? ""),
  );
}
