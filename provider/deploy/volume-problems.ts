import type { Problem } from "../../compose/problem.ts";
import { at, flagOf, isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import { nameOnNode } from "../docker/name-on-node.ts";
import { formatPath } from "../rpc/property-path.ts";
import type { Circumstances } from "./circumstances.ts";

/** Volumes that are not there and that nobody may make, and those that are not what git declares. */
export function volumeProblems(circumstances: Circumstances): Problem[] {
  return [...missingVolumes(circumstances), ...otherVolumes(circumstances)];
}

/** Persistent volumes are never made here: the program makes the managed ones, and the others exist before us. */
function missingVolumes({ declared, contract, snapshot }: Circumstances): Problem[] {
  const there = new Set(snapshot.engine.volumes.map(({ Name }) => Name));
  const paths = at(contract, "persistence", "paths");
  const persistent = (isJsonList(paths) ? paths : []).flatMap((entry) =>
    textOf(at(entry, "type")) === "volume" ? (textOf(at(entry, "name")) ?? []) : [],
  );
  const volumes = declared.document["volumes"];
  const external = Object.entries(isJsonMap(volumes) ? volumes : {}).flatMap(([key, volume]) =>
    flagOf(at(volume, "external")) === true ? [nameOnNode("volumes", key, declared.document, declared.project)] : [],
  );
  return [...new Set([...external, ...persistent])]
    .filter((name) => !there.has(name) && !name.includes("$"))
    .map((name) => ({
      path: "document.volumes",
      message: `the volume ${name} is not on the node`,
      fix: `if its data is elsewhere, bring it; if it is to start empty: docker volume create ${name}`,
    }));
}

/** One with another driver or other options holds its data elsewhere than git says. Only a person may replace it. */
function otherVolumes({ declared, enforced }: Circumstances): Problem[] {
  const keys = new Map(
    enforced.differences.flatMap(({ path }) => {
      const [section, kind, key, attribute] = path;
      return section === "document" && kind === "volumes" && attribute !== undefined ? [[String(key), String(attribute)] as const] : [];
    }),
  );
  return [...keys].map(([key, attribute]) => ({
    path: formatPath(["document", "volumes", key, attribute]),
    message: `the volume ${nameOnNode("volumes", key, declared.document, declared.project)} on the node is not made as declared, so its data lies elsewhere than git says`,
    fix: "a deployment never replaces a volume; see docs/runbooks/volume-differs.md",
  }));
}
