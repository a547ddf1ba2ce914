import path from "node:path";

import type { Difference } from "../../docker/difference.ts";
import { isJsonMap, textOf } from "../../docker/json.ts";
import type { Json } from "../../docker/json.ts";
import type { NodeSnapshot } from "../../docker/snapshot.ts";

/** Folders of a layout with their owner, group and mode; one that is missing, or is a file, is not there. */
export function layoutDifferences(folders: Json | undefined, root: string, snapshot: NodeSnapshot): Difference[] {
  const differences: Difference[] = [];
  for (const [name, folder] of Object.entries(isJsonMap(folders) ? folders : {})) {
    if (!isJsonMap(folder)) continue;
    const found = snapshot.entries.get(path.posix.join(root, name));
    if (found?.kind !== "folder") {
      differences.push({ path: ["folders", name], enforced: undefined });
      continue;
    }
    const {
      owner = "root",
      group = "root",
      mode = "0755",
    } = Object.fromEntries(Object.entries(folder).map(([key, value]) => [key, textOf(value)]));
    if (owner !== found.owner && owner !== String(found.uid)) differences.push({ path: ["folders", name, "owner"], enforced: found.owner });
    if (group !== found.group && group !== String(found.gid)) differences.push({ path: ["folders", name, "group"], enforced: found.group });
    if (Number.parseInt(mode, 8) !== Number.parseInt(found.mode, 8))
      differences.push({ path: ["folders", name, "mode"], enforced: found.mode });
  }
  return differences;
}
