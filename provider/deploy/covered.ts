import path from "node:path";

import { substitute } from "../../compose/values/template.ts";
import { nameOf } from "../docker/containers.ts";
import { readEnvFile } from "../docker/env-file.ts";
import { at, flagOf, isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import type { Json } from "../docker/json.ts";
import type { DeclaredProject, NodeSnapshot } from "../docker/index.ts";

/** A path below the project directory that is data, or is still read: a file that git drops there stays on the node. */
export interface Covered {
  /** `tree` is about everything below the path, `file` about the path alone. */
  readonly kind: "tree" | "file";
  /** Relative to the project directory; `.` is all of it. */
  readonly path: string;
  /** Why, as a clause after `since`. */
  readonly why: string;
}

/**
 * What mounts and persistence paths cover below the project directory. A folder that is only read holds no data, so a file that
 * git drops is removed from it; a file that is mounted by itself is still needed, however it is mounted.
 */
export function coveredPaths(declared: DeclaredProject, contract: Json, snapshot: NodeSnapshot): Covered[] {
  const directory = path.posix.join(snapshot.root, "services", declared.service);
  const { variables } = readEnvFile(snapshot.envFiles.get(declared.service) ?? "", "v2");
  const covered: Covered[] = [];
  const add = (source: string | undefined, isWritten: boolean, why: string): void => {
    const below = source === undefined ? undefined : placeBelow(directory, source, variables);
    if (below === undefined || (!isWritten && below === ".")) return;
    covered.push({ kind: isWritten ? "tree" : "file", path: below, why });
  };
  for (const [service, definition] of entries(declared.document["services"])) {
    for (const volume of listOf(at(definition, "volumes"))) {
      if (textOf(at(volume, "type")) !== "bind") continue;
      const isRead = flagOf(at(volume, "read_only")) === true;
      add(textOf(at(volume, "source")), !isRead, isRead ? `${service} still mounts it` : `${service} mounts it and may write there`);
    }
    for (const file of listOf(at(definition, "env_file"))) add(textOf(file) ?? textOf(at(file, "path")), false, `${service} reads it`);
  }
  for (const section of ["configs", "secrets"]) {
    for (const [name, definition] of entries(declared.document[section]))
      add(textOf(at(definition, "file")), false, `${section}.${name} reads it`);
  }
  for (const [name, volume] of entries(declared.document["volumes"]))
    add(textOf(at(volume, "driver_opts", "device")), true, `the volume ${name} lies there`);
  for (const entry of listOf(at(contract, "persistence", "paths"))) {
    if (textOf(at(entry, "type")) === "bind") add(textOf(at(entry, "source")), true, "the contract calls it data");
  }
  for (const container of snapshot.engine.containers) {
    // Those of the project itself are replaced by what is declared.
    if (container.Config?.Labels?.["com.docker.compose.project"] === declared.project) continue;
    for (const mount of container.Mounts ?? []) {
      if (mount.Type === "bind") add(mount.Source, mount.RW !== false, `the container ${nameOf(container)} mounts it`);
    }
  }
  return covered;
}

/** As lines for the runner, with tabs between: what holds a tab or a line break itself covers everything. */
export function coveredLines(covered: readonly Covered[]): string[] {
  const clean = (text: string): string => text.replace(/\p{Cc}/gu, "?");
  return covered.map((one) => (/\p{Cc}/u.test(one.path) ? `tree\t.\t${clean(one.why)}` : `${one.kind}\t${one.path}\t${clean(one.why)}`));
}

/** Where a source lies below the directory; `.` also for a folder around it, and for one that only Compose could tell. */
function placeBelow(directory: string, source: string, variables: ReadonlyMap<string, string>): string | undefined {
  let written;
  try {
    written = substitute(source, (name) => variables.get(name));
  } catch {
    return ".";
  }
  const relative = path.posix.relative(directory, path.posix.resolve(directory, written));
  if (relative === "" || /^\.\.(\/\.\.)*$/.test(relative)) return ".";
  return relative.startsWith("../") ? undefined : relative;
}

function entries(value: Json | undefined): [string, Json][] {
  return Object.entries(isJsonMap(value) ? value : {});
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : [];
}
