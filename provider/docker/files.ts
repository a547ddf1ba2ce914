import { createHash } from "node:crypto";
import path from "node:path";

import type { Difference } from "./difference.ts";
import { isJsonMap, textOf } from "./json.ts";
import type { Json } from "./json.ts";
import type { NodeSnapshot } from "./snapshot.ts";

/** Files that git places in the project directory: their content by its sum, and their mode. Others there are not looked at. */
export function fileDifferences(files: Json | undefined, directory: string, snapshot: NodeSnapshot): Difference[] {
  const differences: Difference[] = [];
  for (const [name, file] of Object.entries(isJsonMap(files) ? files : {})) {
    if (!isJsonMap(file)) continue;
    const found = snapshot.entries.get(path.posix.join(directory, name));
    if (found === undefined) {
      differences.push({ path: ["files", name], enforced: undefined });
      continue;
    }
    const content = textOf(file["content"]) ?? "";
    const sum = textOf(file["sha256"]) ?? createHash("sha256").update(content).digest("hex");
    const size = typeof file["size"] === "number" ? file["size"] : Buffer.byteLength(content);
    if (found.sha256 !== sum) {
      differences.push({ path: ["files", name, "sha256"], enforced: found.sha256 ?? "(cannot be read on the node)" });
      if (found.size !== size) differences.push({ path: ["files", name, "size"], enforced: found.size });
    }
    const mode = textOf(file["mode"]) ?? "0644";
    if (Number.parseInt(found.mode, 8) !== Number.parseInt(mode, 8))
      differences.push({ path: ["files", name, "mode"], enforced: found.mode });
  }
  return differences;
}
