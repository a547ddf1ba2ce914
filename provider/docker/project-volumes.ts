import { CHANGED, UNDECLARED } from "./difference.ts";
import type { Difference } from "./difference.ts";
import type { VolumeInspect } from "./engine.ts";
import { cleanPath } from "./fields/clean-path.ts";
import { pairsOf } from "./fields/pairs.ts";
import { flagOf, isJsonMap, member, textOf } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";
import { nameOnNode } from "./name-on-node.ts";
import type { NodeSnapshot } from "./snapshot.ts";

/** Options of a network file system may hold its password. */
const SENSITIVE = /pass|secret|token|cred/i;

/**
 * Volumes that git names and the engine does not have, and those of another driver or with other options: data in them would
 * lie elsewhere than git says. Of external ones only whether they are there.
 */
export function volumeDifferences(
  document: JsonMap,
  whole: JsonMap,
  project: string,
  snapshot: NodeSnapshot,
  literal: (text: Json | undefined) => boolean,
): Difference[] {
  const volumes = new Map(snapshot.engine.volumes.map((volume) => [volume.Name, volume]));
  const written = isJsonMap(document["volumes"]) ? document["volumes"] : {};
  return Object.keys(written).flatMap((key) => {
    const volume = volumes.get(nameOnNode("volumes", key, whole, project));
    const place = ["document", "volumes", key];
    if (volume === undefined) return [{ path: place, enforced: undefined }];
    const asked = member(whole["volumes"], key) ?? null;
    if (flagOf(member(asked, "external")) === true) return [];
    return ofVolume(asked, written[key] ?? null, volume, literal).map(({ path, enforced }) => ({ path: [...place, ...path], enforced }));
  });
}

function ofVolume(asked: Json, written: Json, volume: VolumeInspect, literal: (text: Json | undefined) => boolean): Difference[] {
  const differences: Difference[] = [];
  const driver = textOf(member(asked, "driver")) ?? "local";
  if (driver !== (volume.Driver ?? "local")) differences.push({ path: ["driver"], enforced: volume.Driver });
  const wanted = pairsOf(member(asked, "driver_opts"));
  const texts = pairsOf(member(written, "driver_opts"));
  const actual = new Map(Object.entries(volume.Options ?? {}));
  // All of them gone is one thing: somebody made a plain volume of the same name.
  if (wanted.size > 0 && actual.size === 0) return [...differences, { path: ["driver_opts"], enforced: undefined }];
  for (const [name, value] of wanted) {
    const found = actual.get(name);
    actual.delete(name);
    if (found !== undefined && sameOption(name, value ?? "", found)) continue;
    const seen = found === undefined || (literal(texts.get(name)) && !SENSITIVE.test(found));
    differences.push({ path: ["driver_opts", name], enforced: seen ? found : texts.get(name) === UNDECLARED ? UNDECLARED : CHANGED });
  }
  for (const [name, value] of actual) {
    differences.push({ path: ["driver_opts", name], enforced: name === "type" || name === "device" ? value : UNDECLARED });
  }
  return differences;
}

function sameOption(name: string, wanted: string, found: string): boolean {
  return wanted === found || (name === "device" && wanted.startsWith("/") && cleanPath(wanted) === cleanPath(found));
}
